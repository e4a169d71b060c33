import { siteWith } from '../site.ts';
import { FULL } from './situation.ts';
import { ENVIRONMENT, type PageState, shared } from './state.ts';

export const ENVIRONMENT_PAGE: readonly PageState[] = [
  {
    name: 'environment, empty',
    path: ENVIRONMENT,
    as: 'ana',
    says: 'Nothing deployed yet.',
    site: () => siteWith(),
  },
  {
    name: 'environment, full',
    path: ENVIRONMENT,
    as: 'ana',
    says: 'Stock-taking until noon.',
    site: () => siteWith(FULL),
  },
  {
    name: 'environment, forbidden',
    path: ENVIRONMENT,
    as: 'ben',
    says: 'Anyone with the operate role for production can freeze it.',
    site: () => siteWith(),
  },
  {
    name: 'environment, not found',
    path: '/ui/environments/hello/moon',
    as: 'ana',
    status: 404,
    says: 'hello has no environment moon.',
    site: () => siteWith(),
  },
  ...shared('environment', ENVIRONMENT),
];
