import { DASHBOARD } from './dashboard.ts';
import { ENVIRONMENT_PAGE } from './environment.ts';
import { METRICS } from './metrics.ts';
import { OTHERS } from './others.ts';
import { RELEASE_PAGE } from './release.ts';
import { SIGN_IN } from './sign-in.ts';
import { START_PAGE } from './start.ts';
import type { PageState } from './state.ts';

/** Every page in every state that makes sense for it. */
export const PAGE_STATES: readonly PageState[] = [
  ...DASHBOARD,
  ...RELEASE_PAGE,
  ...ENVIRONMENT_PAGE,
  ...METRICS,
  ...START_PAGE,
  ...SIGN_IN,
  ...OTHERS,
];
