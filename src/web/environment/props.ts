import type { Environment, ReleaseRow } from '../../client/responses.ts';

export interface EnvironmentProps {
  readonly environment: Environment;
  /** Running releases that are at this environment. */
  readonly coming: readonly ReleaseRow[];
  readonly mayOperate: boolean;
  /** Of the history, from 1. */
  readonly page: number;
}
