import { siteWith } from '../site.ts';
import { FULL } from './situation.ts';
import { type PageState, shared } from './state.ts';

export const BOARD: readonly PageState[] = [
  {
    name: 'board, empty',
    path: '/',
    as: 'ana',
    says: 'Nothing has been released yet.',
    site: () => siteWith(),
  },
  {
    name: 'board, full',
    path: '/',
    as: 'ben',
    says: 'Stock-taking until noon.',
    site: () => siteWith(FULL),
  },
  {
    name: 'board, for who may nothing',
    path: '/',
    as: 'eve',
    says: 'Nothing waits for you.',
    site: () => siteWith(FULL),
  },
  ...shared('dashboard', '/'),
];
