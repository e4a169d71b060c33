/**
 * Markers in the history of a workflow that handles updates. A workflow task without commands that is
 * followed by an update is merged with it for a worker that takes over in between, but not for later
 * workers. They could not replay the decisions of the first one, and the workflow would be stuck for
 * good. So every such task gets a command.
 */
import { upsertMemo } from '@temporalio/workflow';

/** For the first task. */
export function markFirstTask(): void {
  upsertMemo({ startedAt: new Date().toISOString() });
}

/**
 * For a task that a timer or another run has woken. Signals need no marker: they are handled in their
 * order, before or with the update.
 */
export function markWakeUp(): void {
  upsertMemo({ wokenAt: new Date().toISOString() });
}
