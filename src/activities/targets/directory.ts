import { SlipwayError } from '../../domain/errors.ts';
import type { DirectoryTarget } from '../../domain/plan/target.ts';
import { activate, type DirectoryWork } from './directory/activation.ts';
import { readCurrent, recordIfMissing, switchCurrent } from './directory/current-link.ts';
import { type Claim, claim, type Notes, readNotes } from './directory/journal.ts';
import { layoutOf } from './directory/layout.ts';
import { install, prepare, prune, remove, touch } from './directory/release-folders.ts';
import { undo } from './directory/undo.ts';
import { diskFailure } from './disk-failure.ts';
import type { DeployReport, DeployTarget } from './target.ts';

/**
 * A folder with `releases/<id>` for each release and a link `current` that is switched at once,
 * then `activate` in the released folder. What it starts may go on running.
 *
 * Killed anywhere, the next call goes on: it switches only what is not switched, and activates
 * only what is not known to be activated, so `activate` must be safe to run twice. If it fails,
 * what was live before is switched back and activated; that cannot be cancelled. `probe` names
 * what `current` points to, also while that is not activated yet.
 */
export function createDirectoryTarget(config: DirectoryTarget): DeployTarget {
  const layout = layoutOf(config.path);
  return {
    async deploy(deployment, context) {
      try {
        return await deploy({ layout, config, deployment, context });
      } catch (error) {
        throw diskFailure(error, layout.root);
      }
    },
    async probe() {
      try {
        const releaseId = await readCurrent(layout);
        return { known: true, ...(releaseId !== undefined && { releaseId }) };
      } catch {
        return { known: false };
      }
    },
  };
}

async function deploy(work: DirectoryWork): Promise<DeployReport> {
  const { layout, deployment, context } = work;
  const { releaseId } = deployment;
  await prepare(layout);
  const installed = await install(layout, deployment, context);
  try {
    return await goLive(work);
  } catch (error) {
    const failure = diskFailure(error, layout.root);
    // What has just filled the disk goes again; other failures leave it for people to look at.
    const full = failure instanceof SlipwayError && failure.code === 'DISK_FULL';
    if (installed && full && (await readCurrent(layout)) !== releaseId)
      await remove(layout, releaseId);
    throw failure;
  }
}

async function goLive(work: DirectoryWork): Promise<DeployReport> {
  const { layout, deployment } = work;
  const { releaseId } = deployment;
  const current = await readCurrent(layout);
  const notes = await readNotes(layout);
  if (isDone(releaseId, current, notes)) return report(false, notes.activated?.previous);

  const previous = previousOf(current, notes);
  const own = await claim(layout, deployment, previous);
  const switched = current !== releaseId;
  try {
    if (switched) await switchOver(work, own, current);
    else recordIfMissing(layout, { from: previous, to: releaseId });
    await activate(work, previous);
    own.settle();
  } catch (error) {
    await undo(work, own, { ...notes, previous, error });
    throw error;
  }
  // An old folder that stays is no reason to go back.
  await prune(layout, [releaseId, previous]).catch(() => {});
  return report(switched, previous);
}

async function switchOver(
  { layout, deployment: { releaseId }, context }: DirectoryWork,
  own: Claim,
  from: string | undefined,
): Promise<void> {
  await touch(layout, releaseId);
  // A worker that was cut off comes back here at the latest, and must not switch any more.
  context.signal.throwIfAborted();
  own.check();
  switchCurrent(layout, { from, to: releaseId });
  context.onOutput(Buffer.from(`current: ${from ?? 'none'} -> ${releaseId}\n`));
}

/** An unfinished deployment of another release means that its activation may have run since. */
function isDone(releaseId: string, current: string | undefined, notes: Notes): boolean {
  const { deploying, activated } = notes;
  const interrupted = deploying !== undefined && deploying.releaseId !== releaseId;
  return current === releaseId && activated?.releaseId === releaseId && !interrupted;
}

/** What is current but was never activated is nothing to go back to. */
function previousOf(current: string | undefined, { deploying }: Notes): string | undefined {
  return deploying && deploying.releaseId === current ? deploying.previous : current;
}

function report(switched: boolean, previous: string | undefined): DeployReport {
  return previous === undefined ? { switched } : { switched, previous };
}
