import type { Release } from '../../domain/release/release.ts';
import { waitingFor } from '../../domain/release/waiting.ts';
import type { OpenRelease } from '../engine.ts';

/** How long a user waits for the next step. */
const WITHIN_MS = 1_000;

export interface NextStepOptions {
  /** Whether the release may be in its next step already, or gets there by a later event. */
  readonly isNow: boolean;
  /** The sentence if no next step has followed in time. */
  readonly otherwise: string;
}

/**
 * The next step of a release after a decision, in one sentence by its history: that it deploys, which
 * window it waits for, the queue before it. Waits for about a second. Never throws, because the
 * decision has been made.
 */
export async function nextStep(
  opened: Pick<OpenRelease, 'release' | 'follow'>,
  { isNow, otherwise }: NextStepOptions,
): Promise<string> {
  const now = isNow ? doingNow(opened.release()) : undefined;
  if (now) return now;
  try {
    for await (const _ of opened.follow(AbortSignal.timeout(WITHIN_MS))) {
      const sentence = doingNow(opened.release());
      if (sentence) return sentence;
    }
  } catch {
    // Below.
  }
  return otherwise;
}

/** The phase or the wait in a sentence; `undefined` on the way from the gate to the next wait. */
function doingNow(release: Release): string | undefined {
  const { phase, environment, outcome, supersededBy } = release;
  switch (phase) {
    case 'deploying':
      return `Deploying to ${environment}.`;
    case 'verifying':
      return `Verifying ${environment}.`;
    case 'watching':
      return `Watching ${environment}.`;
    case 'rolling-back':
      return `Rolling back ${environment}.`;
    case 'done':
      return supersededBy === undefined
        ? `The release ended: ${outcome}.`
        : `Superseded by ${supersededBy}.`;
    default:
      return waitingFor(release, Date.now())[0]?.sentence;
  }
}
