import { siteWith } from '../site.ts';
import { FULL } from './situation.ts';
import { type PageState, shared } from './state.ts';

export const DASHBOARD: readonly PageState[] = [
  {
    name: 'dashboard, empty',
    path: '/',
    as: 'ana',
    says: 'No releases yet. Start one from a service above.',
    site: () => siteWith(),
  },
  {
    name: 'dashboard, full',
    path: '/',
    as: 'ben',
    says: 'Stock-taking until noon.',
    site: () => siteWith(FULL),
  },
  {
    name: 'dashboard, for who may nothing',
    path: '/',
    as: 'eve',
    says: 'Nothing needs your action.',
    site: () => siteWith(FULL),
  },
  ...shared('dashboard', '/'),
];
