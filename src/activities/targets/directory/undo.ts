import { SlipwayError } from '../../../domain/errors.ts';
import type { Deployment } from '../target.ts';
import { activate, type DirectoryWork } from './activation.ts';
import { readCurrent, switchCurrent } from './current-link.ts';
import type { Claim, Note } from './journal.ts';

/** What to undo, and why. */
export interface Undo {
  readonly previous: string | undefined;
  /** The release that was activated last, before this deployment. */
  readonly activated?: Note;
  readonly error: unknown;
}

/**
 * Makes live again what was live before. Cannot be cancelled, and has the time limit of an
 * activation of its own. If that fails the note of the deployment stays, so that the next call
 * knows that it never ended.
 *
 * @throws SlipwayError ACTIVATION_FAILED if what was live before could not be made live again
 */
export async function undo(work: DirectoryWork, own: Claim, cause: Undo): Promise<void> {
  const { layout, deployment } = work;
  const { previous } = cause;
  try {
    const isCurrent = (await readCurrent(layout)) === deployment.releaseId;
    if (!own.freezes()) return;
    if (isCurrent && previous !== deployment.releaseId) {
      switchCurrent(layout, { from: deployment.releaseId, to: previous });
      sayBack(work, previous);
      if (previous !== undefined) await activateAgain(work, previous, cause.activated);
    }
    own.withdraw();
  } catch (failure) {
    throw notRestored(cause, failure);
  }
}

async function activateAgain(
  work: DirectoryWork,
  releaseId: string,
  activated: Note | undefined,
): Promise<void> {
  const known = activated?.releaseId === releaseId ? activated : { commit: '', digest: '' };
  const { commit, digest } = known;
  const deployment: Deployment = { ...work.deployment, releaseId, commit, digest };
  await activate(
    { ...work, deployment, context: uncancellable(work.context) },
    work.deployment.releaseId,
  );
}

/** A release that was ended for being too loud must not end its successor as well. */
function uncancellable(context: DirectoryWork['context']): DirectoryWork['context'] {
  return {
    ...context,
    signal: new AbortController().signal,
    onOutput(chunk) {
      context.onOutput(chunk);
      return true;
    },
  };
}

function sayBack({ context, deployment }: DirectoryWork, to: string | undefined): void {
  context.onOutput(Buffer.from(`current: ${deployment.releaseId} -> ${to ?? 'none'} (undone)\n`));
}

function notRestored({ previous, error }: Undo, failure: unknown): SlipwayError {
  const first = error instanceof Error ? error.message : 'It was cancelled.';
  const second = failure instanceof Error ? failure.message : String(failure);
  return new SlipwayError(
    'ACTIVATION_FAILED',
    `${first} Restoring ${previous ?? 'the state before'} failed too: ${second}`,
    { cause: failure, details: { restored: false } },
  );
}
