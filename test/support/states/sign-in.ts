import type { SignIn } from '../../../src/api/sign-in.ts';
import { siteWith } from '../site.ts';
import { fail, NO_TEMPORAL } from './situation.ts';
import { OUT_OF_REACH, type PageState } from './state.ts';

const door = (more: Partial<SignIn>) => () => siteWith({}, {}, more);
const ways = { ways: () => ({ provider: 'id.example.com', tokens: true }) };
const BACK = '/ui/sign-in/callback?code=x';
export const SIGN_IN: readonly PageState[] = [
  {
    name: 'sign-in, both ways',
    path: '/ui/sign-in?to=/ui/metrics',
    says: 'Or use a token',
    site: door(ways),
  },
  {
    name: 'sign-in, nobody',
    path: '/ui/sign-in',
    says: 'there is nothing to sign in to',
    site: door({ ways: () => ({ tokens: false }) }),
  },
  {
    name: 'sign-in, out again',
    path: '/ui/sign-in?out',
    says: 'You are signed out of Slipway.',
    site: door(ways),
  },
  {
    name: 'sign-in, refused',
    path: BACK,
    status: 403,
    says: 'eve@example.com is in no group',
    site: door({
      ...ways,
      finish: fail('SIGN_IN_REFUSED', 'eve@example.com is in no group of slipway.yaml.'),
    }),
  },
  {
    name: 'sign-in, no provider',
    path: BACK,
    status: 502,
    says: 'id.example.com does not answer.',
    site: door({
      ...ways,
      finish: fail('PROVIDER_UNREACHABLE', 'id.example.com does not answer.'),
    }),
  },
  {
    name: 'sign-in, no Temporal',
    path: '/ui/sign-in',
    says: OUT_OF_REACH,
    site: () => siteWith(NO_TEMPORAL, {}, ways),
  },
];
