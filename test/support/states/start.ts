import { siteWith } from '../site.ts';
import { away, fail, NO_TEMPORAL, NO_WORKER, SEEN } from './situation.ts';
import { NOBODY_WORKS, OUT_OF_REACH, type PageState, START } from './state.ts';

export const START_PAGE: readonly PageState[] = [
  {
    name: 'start, empty',
    path: '/ui/start?service=hello',
    as: 'ana',
    says: 'Nothing starts yet.',
    site: () => siteWith(),
  },
  {
    name: 'start, looked at',
    path: START,
    as: 'ana',
    says: 'Start release',
    site: () => siteWith({}, SEEN),
  },
  {
    name: 'start, forbidden',
    path: START,
    as: 'eve',
    says: 'You cannot start releases of any service. Ask the operator for the start role.',
    site: () => siteWith(),
  },
  {
    name: 'start, no such branch',
    path: START,
    as: 'ana',
    says: 'Branch or tag "main" not found.',
    site: () => siteWith({}, { resolve: fail('REF_NOT_FOUND', 'Branch or tag "main" not found.') }),
  },
  {
    name: 'start, no repository',
    path: START,
    as: 'ana',
    says: 'github.com does not answer.',
    site: () =>
      siteWith({}, { resolve: fail('REPOSITORY_UNREACHABLE', 'github.com does not answer.') }),
  },
  {
    name: 'start, no worker',
    path: START,
    as: 'ana',
    says: NOBODY_WORKS,
    site: () => siteWith(NO_WORKER, SEEN),
  },
  {
    name: 'start, no Temporal',
    path: START,
    as: 'ana',
    says: OUT_OF_REACH,
    site: () => siteWith(NO_TEMPORAL, { preview: away }),
  },
];
