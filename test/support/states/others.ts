import { STORY } from '../api.ts';
import { siteWith } from '../site.ts';
import { telling } from './situation.ts';
import { type PageState, RELEASE, shared } from './state.ts';

export const OTHERS: readonly PageState[] = [
  {
    name: 'log, nothing yet',
    path: `${RELEASE}/logs/build`,
    as: 'ana',
    says: 'No output yet.',
    site: () => siteWith(telling(STORY)),
  },
  {
    name: 'log, not found',
    path: `${RELEASE}/logs/moon`,
    as: 'ana',
    status: 404,
    says: 'has no step moon.',
    site: () => siteWith(telling(STORY)),
  },
  ...shared('log', `${RELEASE}/logs/build`),
  {
    name: 'nothing there',
    path: '/ui/nothing',
    as: 'ana',
    status: 404,
    says: 'No page at /ui/nothing.',
    site: () => siteWith(),
  },
  {
    name: 'unknown token',
    path: '/',
    as: 'nobody',
    status: 401,
    says: 'The token is not valid.',
    site: () => siteWith(),
  },
  {
    name: 'a bug',
    path: '/',
    as: 'ana',
    status: 500,
    says: 'INTERNAL',
    site: () =>
      siteWith({ list: () => Promise.reject(new Error('a bug')) }, { logError: () => {} }),
  },
];
