import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { createAuthenticate } from '../../src/api/authenticate.ts';
import { observe } from '../../src/api/request-observer.ts';
import { createAuthSettings } from '../../src/config/authentication.ts';
import { readConfiguration } from '../../src/config/slipway-file.ts';
import type { SignedInUser } from '../../src/domain/people/user.ts';
import { readAssets } from '../../src/entry/web-assets.ts';
import { createSignIn } from '../../src/signin/sign-in.ts';
import { createSite } from '../../src/web/site.ts';
import { appWith } from '../support/api.ts';
import { CLIENT_ID, CLIENT_SECRET } from '../support/identity-provider.ts';

export const TOKEN = 'the-token-of-cleo-is-long-enough';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** A slipway.yaml whose people are known by this issuer; other keys of `signIn` may follow. */
export function slipwayYaml(issuer: string, more = ''): string {
  return `
signIn:
  issuer: ${issuer}
  clientId: ${CLIENT_ID}
  clientSecret: { env: CLIENT_SECRET }
  scopes: [openid, email, groups]
  groups: { leads: managers, "/staff": readers }${more}
groups: { managers: [], readers: [ana@example.com] }
users:
  - { name: cleo@example.com, roles: [start], tokenSha256: ${sha256(TOKEN)} }
serviceAccounts:
  - { name: ci@example.com, roles: [start], tokenSha256: ${sha256(`${TOKEN}-ci`)} }
access:
  - { groups: [managers], roles: [approve] }
services: {}
`;
}

/** Sign-in over a configuration that a test may replace, with what is kept of people. */
export function knowPeople(text: string, publicUrl?: string) {
  const read = (yaml: string) => readConfiguration(yaml, 'slipway.yaml', '/srv');
  let configuration = read(text);
  const kept: SignedInUser[] = [];
  const told: string[] = [];
  const admission = createAuthSettings({
    host: '127.0.0.1',
    publicUrl: undefined,
    variables: { CLIENT_SECRET, OTHER_SECRET: 'the secret of another client' },
  });
  const admitted = () => admission(configuration);
  const { door, signedIn } = createSignIn({
    configuration: () => configuration,
    admitted,
    secret: 'a secret of every process, long enough',
    publicUrl,
    proxies: 0,
    keepUser: async (person) => void kept.push(person),
    person: async (name) => kept.findLast((one) => one.name === name),
    tell: ({ code }) => void told.push(code),
  });
  const nobody = () => {
    throw new Error('Somebody is configured.');
  };
  const authenticate = createAuthenticate(admitted, signedIn, nobody);
  const app = appWith({}, { authenticate, publicUrl });
  const site = createSite({
    api: app.fetch,
    assets: readAssets(),
    signIn: door,
    observe: observe(() => {}),
    logError: (error) => expect.fail(String(error)),
  });
  return {
    site,
    kept,
    told,
    /** Who calls with these headers. */
    principal: (headers: Record<string, string>) => authenticate(new Headers(headers)),
    configure: (yaml: string) => void (configuration = read(yaml)),
  };
}
