import type { Client } from '@temporalio/client';
import type { OpenRelease } from '../api/engine.ts';
import { SlipwayError } from '../domain/errors.ts';
import type { ReleaseEvent } from '../domain/release/event.ts';
import { applyEvent } from '../domain/release/history.ts';
import type { Release } from '../domain/release/release.ts';
import {
  approvalSignal,
  interventionSignal,
  type ReleaseWorkflow,
} from '../workflows/shared/messages.ts';
import { ANSWER_WITHIN_MS } from './deadline.ts';
import { type EffectIn, interventionEffect, voteEffect } from './effects.ts';
import { inCatalogue, toSlipwayError } from './errors.ts';
import { createHistoryDecoder } from './history-decoder.ts';
import { followEvents, historyEvents } from './read-events.ts';

/**
 * Opens a release: reads its history so far, and keeps the place for the events to come, so that a
 * signal, its effect and the next step need no other reading.
 *
 * The effect of a signal is not read by a query: a workflow task with a query ends before its local
 * activities, and the signals of the next task are handled before their results, but in a replay after
 * them. Two users who vote in the same second could stop a release for good.
 *
 * @throws SlipwayError RELEASE_NOT_FOUND, TEMPORAL_UNREACHABLE
 */
export async function openRelease(client: Client, id: string): Promise<OpenRelease> {
  const run = client.workflow.getHandle<ReleaseWorkflow>(id);
  const { runId, historyLength } = await inCatalogue(id, () => run.describe());
  const stop = new AbortController();
  const stream = historyEvents(client, id, { runId, wait: true, signal: stop.signal });
  const decode = createHistoryDecoder();
  let release: Release | undefined;
  let last = 0;

  /** Takes the next event of the stream; `undefined` at its end. */
  async function take(): Promise<{ readonly event?: ReleaseEvent } | undefined> {
    const { done, value } = await stream.next();
    if (done) return undefined;
    last = Number(value.eventId);
    const event = decode(value);
    if (!event) return {};
    release = applyEvent(release, event);
    return { event };
  }

  /** The events to come. Without the stream, which a restart of Temporal ends, the history is read anew. */
  async function* follow(signal: AbortSignal): AsyncGenerator<ReleaseEvent> {
    const abort = () => stop.abort();
    signal.addEventListener('abort', abort, { once: true });
    try {
      for (let taken = await take(); taken; taken = await take())
        if (taken.event) yield taken.event;
    } catch {
      for await (const event of followEvents(client, id, { after: last, signal })) {
        release = applyEvent(release, event);
        last = event.id;
        yield event;
      }
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  /** Waits for the event of a signal; `undefined` if no worker handled it in time. */
  async function effectOf<Effect>(effectIn: EffectIn<Effect>): Promise<Effect | undefined> {
    for await (const event of follow(AbortSignal.timeout(ANSWER_WITHIN_MS))) {
      const effect = effectIn(event, release);
      if (effect) return effect;
    }
    return undefined;
  }

  await inCatalogue(id, async () => {
    while (last < historyLength && (await take()));
  });
  if (!release) throw new SlipwayError('RELEASE_NOT_FOUND', `Release ${id} not found.`);
  return {
    runId,
    release: () => release as Release,
    follow,
    async vote(vote) {
      await run.signal(approvalSignal, vote).catch((error) => throwClosed(id, error));
      return effectOf(voteEffect(vote.voteId));
    },
    async intervene(intervention) {
      await inCatalogue(id, () => run.signal(interventionSignal, intervention));
      return effectOf(interventionEffect(intervention.interventionId, runId));
    },
  };
}

/** @throws SlipwayError GATE_CLOSED for a release that has ended */
function throwClosed(id: string, cause: unknown): never {
  const error = toSlipwayError(id, cause);
  if (!(error instanceof SlipwayError) || error.code !== 'RELEASE_ENDED') throw error;
  throw new SlipwayError('GATE_CLOSED', error.message, { cause: error });
}
