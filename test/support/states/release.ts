import { ASKING, STORY } from '../api.ts';
import { OUTBOX } from '../outbox.ts';
import { INPUT } from '../plan.ts';
import { siteWith } from '../site.ts';
import { FAILED, FULL, telling } from './situation.ts';
import { type PageState, RELEASE, shared } from './state.ts';

export const RELEASE_PAGE: readonly PageState[] = [
  {
    name: 'release, just begun',
    path: RELEASE,
    as: 'ana',
    says: 'No decisions yet.',
    site: () => siteWith(telling(STORY)),
  },
  {
    name: 'release, may be approved',
    path: RELEASE,
    as: 'ben',
    says: 'Approve for production',
    site: () => siteWith(FULL),
  },
  {
    name: 'release, forbidden',
    path: RELEASE,
    as: 'eve',
    says: 'you do not have the approve role',
    site: () => siteWith(FULL),
  },
  {
    name: 'release, asking',
    path: RELEASE,
    as: 'ana',
    says: 'It responded 500.',
    site: () => siteWith(telling(ASKING)),
  },
  {
    name: 'release, failed',
    path: RELEASE,
    as: 'ana',
    says: 'npm run build ended with 1.',
    site: () => siteWith(telling(FAILED)),
  },
  {
    name: 'release, not found',
    path: RELEASE,
    as: 'ana',
    status: 404,
    says: `Release ${INPUT.id} not found.`,
    site: () => siteWith(telling([])),
  },
  {
    name: 'release, others not told',
    path: RELEASE,
    as: 'ana',
    says: 'Failed notifications',
    site: () => siteWith({ ...FULL, notifications: async () => OUTBOX }),
  },
  ...shared('release', RELEASE),
];
