import type { ReleaseEvent } from '../../domain/release/event.ts';
import { applyEvent } from '../../domain/release/history.ts';
import type { Release } from '../../domain/release/release.ts';
import { waitingFor } from '../../domain/release/waiting.ts';
import type { Engine } from '../engine.ts';

/** For how long a person waits to hear it. */
const WITHIN_MS = 1_000;

/** A decision whose consequence is looked for in the history. */
export interface Decision {
  /** Whether this event is the decision. */
  isIt(event: ReleaseEvent): boolean;
  /** Whether it may itself say what follows, or only what comes after it does. */
  readonly tells: boolean;
  /** What to say if nothing has followed in time. */
  readonly otherwise: string;
}

/**
 * Tells in one sentence what a release does after a decision, as its history says it: that it
 * deploys, which window it waits for, behind whom it is queued. Waits for about a second. Never
 * throws: the decision has been made, whatever can be told of it.
 */
export async function nextStep(
  engine: Pick<Engine, 'follow'>,
  id: string,
  { isIt, tells, otherwise }: Decision,
): Promise<string> {
  const signal = AbortSignal.timeout(WITHIN_MS);
  let release: Release | undefined;
  let isDecided = false;
  try {
    for await (const event of engine.follow(id, { after: 0, signal })) {
      release = applyEvent(release, event);
      const sentence = release && (isDecided || (tells && isIt(event))) && doingNow(release);
      if (sentence) return sentence;
      isDecided ||= isIt(event);
    }
  } catch {
    // Below.
  }
  return otherwise;
}

/** What a release does; `undefined` while it is on its way from its gate to the next wait. */
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
