/** Going back to a release that was good: what is asked, and what became of it. */
import type { Traced } from '../traceparent.ts';

export interface RollbackInput extends Traced {
  readonly service: string;
  readonly environment: string;
  /** The release that is rolled back. If another is live by then, nothing is done. */
  readonly from: string;
  /** The release that is brought back; the one that was verified last, if it is not said. */
  readonly to?: string;
  /** Who wants it: a person, or the release itself. */
  readonly by: string;
  readonly reason: string;
  /** Where people find the release that is rolled back, or the environment. */
  readonly url: string;
}

export interface RollbackResult {
  /**
   * `nothing`: there is nothing to go back to, or another release is live by now. `failed`: what is
   * live then is told by the environment, which is frozen.
   */
  readonly kind: 'rolled-back' | 'nothing' | 'failed';
  /** The release that was brought back; empty if none was. */
  readonly to: string;
  /** One line for people. */
  readonly summary: string;
}
