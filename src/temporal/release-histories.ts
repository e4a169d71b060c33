import type { Client } from '@temporalio/client';
import type { ReadHistory, ReleaseHistories } from '../activities/release-histories.ts';
import type { RunOfHistory } from '../domain/audit-log/entries-of-history.ts';
import type { ReleaseEvent } from '../domain/release/event.ts';
import { isMissing } from './errors.ts';
import { createHistoryDecoder } from './history-decoder.ts';
import type { HistoryEvent } from './payload.ts';
import { historyEvents } from './read-events.ts';

/** The histories of releases as the outbox reads them. */
export function createReleaseHistories(client: Client): ReleaseHistories {
  return {
    read: (releaseId, { beyond, waitMs, signal }) =>
      unlessMissing(async () => {
        const read = await readAll(client, releaseId);
        if (read.last > beyond || hasEnded(read)) return read;
        const deadline = AbortSignal.any([signal, AbortSignal.timeout(waitMs)]);
        await grown(client, releaseId, beyond, deadline);
        signal.throwIfAborted();
        return readAll(client, releaseId);
      }),
    readRun: (releaseId, runId) => unlessMissing(() => readAll(client, releaseId, runId)),
  };
}

async function unlessMissing<Found>(read: () => Promise<Found>): Promise<Found | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function readAll(client: Client, releaseId: string, runId?: string): Promise<ReadHistory> {
  const decode = createHistoryDecoder();
  const history: ReleaseEvent[] = [];
  const runs: RunOfHistory[] = [];
  let last = 0;
  for await (const event of historyEvents(client, releaseId, { runId })) {
    last = Number(event.eventId);
    const begun = runBegunBy(event);
    if (begun !== undefined) runs.push({ runId: begun, from: last });
    const decoded = decode(event);
    if (decoded) history.push(decoded);
  }
  return { runs, history, last };
}

/** The run that begins with an event: with the first one, or with that of a Reset. */
function runBegunBy(event: HistoryEvent): string | undefined {
  const started = event.workflowExecutionStartedEventAttributes;
  const reset = event.workflowTaskFailedEventAttributes;
  return started?.originalExecutionRunId || reset?.newRunId || undefined;
}

function hasEnded({ history }: ReadHistory): boolean {
  return history.at(-1)?.kind === 'ended';
}

/** Waits until the history is longer than that, or for as long as the signal lets it. */
async function grown(
  client: Client,
  releaseId: string,
  beyond: number,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const { eventId } of historyEvents(client, releaseId, { wait: true, signal }))
      if (Number(eventId) > beyond) return;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
