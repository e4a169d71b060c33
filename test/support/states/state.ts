import { INPUT } from '../plan.ts';
import { type Site, siteWith } from '../site.ts';
import { NO_TEMPORAL, NO_WORKER, SEEN } from './situation.ts';

/** A page as somebody meets it. */
export interface PageState {
  /** The page, and the state it is in. */
  readonly name: string;
  readonly path: string;
  /** Whose token the browser sends; nobody's if absent. */
  readonly as?: string;
  readonly status?: number;
  /** What it says there. */
  readonly says: string;
  site(): Site | Promise<Site>;
}

export const RELEASE = `/ui/releases/${INPUT.id}`;
export const ENVIRONMENT = '/ui/environments/hello/production';
export const START = '/ui/start?service=hello&ref=main';
export const NOBODY_WORKS = 'No worker is running, so releases are paused.';
export const OUT_OF_REACH = 'Temporal is unreachable.';

/** The same page in the states that it shares with others. */
export const shared = (name: string, path: string): readonly PageState[] => [
  {
    name: `${name}, no worker`,
    path,
    as: 'ana',
    says: NOBODY_WORKS,
    site: () => siteWith(NO_WORKER, SEEN),
  },
  {
    name: `${name}, no Temporal`,
    path,
    as: 'ana',
    status: 503,
    says: OUT_OF_REACH,
    site: () => siteWith(NO_TEMPORAL, SEEN),
  },
];
