import type { Client } from '@temporalio/client';
import type { ReadHistory, ReleaseHistories } from '../activities/read-new-events.ts';
import type { ReleaseEvent } from '../domain/release/event.ts';
import { isMissing } from './errors.ts';
import { createHistoryDecoder } from './history-decoder.ts';
import type { HistoryEvent } from './payload.ts';
import { historyEvents } from './read-events.ts';

/** The histories of releases as the outbox reads them. */
export function createReleaseHistories(client: Client): ReleaseHistories {
  return {
    async read(releaseId, { beyond, waitMs, signal }) {
      try {
        const read = await readAll(client, releaseId);
        if (read.last > beyond || hasEnded(read)) return read;
        const deadline = AbortSignal.any([signal, AbortSignal.timeout(waitMs)]);
        await grown(client, releaseId, beyond, deadline);
        signal.throwIfAborted();
        return await readAll(client, releaseId);
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
  };
}

async function readAll(client: Client, releaseId: string): Promise<ReadHistory> {
  const decode = createHistoryDecoder();
  const history: ReleaseEvent[] = [];
  let [last, runId, forkedAt] = [0, '', 0];
  for await (const event of historyEvents(client, releaseId, false)) {
    last = Number(event.eventId);
    runId ||= event.workflowExecutionStartedEventAttributes?.originalExecutionRunId ?? '';
    const fork = forkOf(event);
    if (fork) [runId, forkedAt] = [fork, last];
    const told = decode(event);
    if (told) history.push(told);
  }
  return { runId, history, last, forkedAt };
}

/** The run that a Reset has made out of another, from this event on. */
function forkOf({ workflowTaskFailedEventAttributes: failed }: HistoryEvent): string | undefined {
  return failed?.newRunId || undefined;
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
    for await (const { eventId } of historyEvents(client, releaseId, true, signal))
      if (Number(eventId) > beyond) return;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
