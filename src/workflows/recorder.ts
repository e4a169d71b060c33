import { CancellationScope, workflowInfo } from '@temporalio/workflow';
import type { EntryKind, RecordEntry } from '../domain/record.ts';
import { keepRecord } from './activities.ts';
import type { Herald } from './herald.ts';

/** Collects what belongs in the record of a release, and has it kept in the store. */
export interface Recorder {
  /** Notes something. Nothing is written yet. */
  note(
    kind: EntryKind,
    about?: Omit<RecordEntry, 'id' | 'kind' | 'atMs'> & { atMs?: number },
  ): void;
  /** Has the store keep what was noted, also while the release is cancelled. */
  keep(): Promise<void>;
  /** The same at the end: the record is signed, now and whenever something is kept after that. */
  close(): Promise<void>;
}

/**
 * @param recordId the id of the release
 * @param herald tells others that there is something new
 */
export function createRecorder(recordId: string, herald: Pick<Herald, 'tell'>): Recorder {
  const { runId } = workflowInfo();
  let noted = 0;
  let waiting: RecordEntry[] = [];
  let final = false;

  async function flush(): Promise<void> {
    const entries = waiting;
    waiting = [];
    await CancellationScope.nonCancellable(() =>
      keepRecord({ recordId, entries, ...(final && { final }) }),
    );
  }

  return {
    note(kind, about = {}) {
      noted += 1;
      waiting.push({ id: `${runId}/${noted}`, kind, atMs: Date.now(), ...about });
      herald.tell();
    },
    async keep() {
      if (waiting.length > 0) await flush();
    },
    close() {
      final = true;
      return flush();
    },
  };
}
