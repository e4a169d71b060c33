/**
 * Marks in the history of a workflow that takes updates. A task without commands that is followed by
 * an update is given in one with it to a worker that takes over in between, and apart to all later
 * ones. What the first decides by what it hears, in its order, the others cannot play again: the
 * workflow would stand still for good. So such a task gets a command.
 */
import { upsertMemo } from '@temporalio/workflow';

/** For the first task. */
export function markFirstTask(): void {
  upsertMemo({ begunAt: new Date().toISOString() });
}

/**
 * For a task that hears of a timer, or from another run. Signals need none: they are heard in their
 * order, before or with the update.
 */
export function markWakeUp(): void {
  upsertMemo({ heardAt: new Date().toISOString() });
}
