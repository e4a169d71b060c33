import type { Environment, ReleaseRow } from '../../client/responses.ts';

export interface EnvironmentProps {
  readonly place: Environment;
  /** The releases that are there or wait to be. */
  readonly coming: readonly ReleaseRow[];
  readonly mayOperate: boolean;
  /** Of the history, from 1. */
  readonly page: number;
}
