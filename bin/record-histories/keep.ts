import type { WorkflowHandle } from '@temporalio/client';

/** Writes the history of a run down, as that of a way a release can go. */
export type Keep = (way: string, run: WorkflowHandle) => Promise<void>;
