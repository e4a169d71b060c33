import { castVote } from '../../domain/gate/gate.ts';
import type { ReleaseEvent } from '../../domain/release/event.ts';
import { applyEvent } from '../../domain/release/history.ts';
import type { Release } from '../../domain/release/release.ts';
import { waitingFor } from '../../domain/release/waiting.ts';
import { rfc3339 } from '../instant.ts';
import {
  guidanceRequestJson,
  interventionJson,
  problemJson,
  waitJson,
  windowJson,
} from './release-parts-json.ts';

/**
 * What a reader of the stream learns from one event, and what the release does and waits for
 * after it; what the release already says is left out.
 *
 * @param before what was known of the release before it
 */
export function eventJson(
  event: ReleaseEvent,
  before: Release | undefined,
): Record<string, unknown> {
  const about = { kind: event.kind, at: rfc3339(event.atMs), ...told(event, before) };
  const after = applyEvent(before, event);
  if (!after) return about;
  const waits = waitingFor(after).map(waitJson);
  return { ...about, phase: after.phase, ...(waits.length > 0 && { waitingFor: waits }) };
}

function told(event: ReleaseEvent, before: Release | undefined): Record<string, unknown> {
  const { id: _, kind: __, atMs: ___, ...rest } = event;
  switch (event.kind) {
    case 'started': {
      const { id, service, commit, subject, startedBy } = event.input;
      return { release: id, service, commit, subject, startedBy };
    }
    case 'planned':
      return {
        environments: event.plan.environments.map(({ name, mode }) => ({ name, mode })),
        suites: event.plan.pipeline.test.map(({ name }) => name),
      };
    case 'approached':
      return approachedJson(event);
    case 'voted':
      return votedJson(event, before);
    case 'ordered':
      return orderedJson(event, before);
    case 'soaking':
      return soakingJson(event);
    case 'window':
      return { environment: event.environment, ...windowJson(event.window) };
    case 'queued':
      return queuedJson(event);
    case 'step-queued':
      return stepQueuedJson(event);
    case 'asked':
      return guidanceRequestJson(event.question);
    case 'step-ended':
    case 'ended':
      return { ...rest, ...(event.problem && { problem: problemJson(event.problem) }) };
    default:
      return rest;
  }
}

function stepQueuedJson({ step, environment }: ReleaseEvent<'step-queued'>) {
  return { step, ...(environment !== undefined && { environment }) };
}

function approachedJson(event: ReleaseEvent<'approached'>) {
  const { mode, because, change, olderThan, rollbackTo, manifest } = event;
  return {
    environment: manifest.environment,
    mode,
    ...(because !== undefined && { because }),
    ...(change && { change }),
    ...(olderThan !== undefined && { olderThan }),
    ...(rollbackTo !== undefined && { rollbackTo }),
    manifest,
  };
}

function votedJson({ vote }: ReleaseEvent<'voted'>, before: Release | undefined) {
  const { by, verdict, comment, notBeforeMs } = vote;
  const { effect } = castVote(before?.gate, vote);
  return {
    by,
    verdict,
    ...(comment !== undefined && { comment }),
    ...(notBeforeMs !== undefined && { notBefore: rfc3339(notBeforeMs) }),
    vote: effect.kind,
    ...(effect.kind === 'refused' && { reason: effect.code }),
  };
}

function orderedJson(event: ReleaseEvent<'ordered'>, before: Release | undefined) {
  const given = applyEvent(before, event)?.orders?.at(-1) ?? { order: event.order };
  const { kind: order, at: _, ...rest } = interventionJson(given);
  return { order, ...rest };
}

/** Where another release is live instead there is no instant. */
function soakingJson({ environment, previous, untilMs }: ReleaseEvent<'soaking'>) {
  return { environment, previous, ...(untilMs > 0 && { until: rfc3339(untilMs) }) };
}

function queuedJson({ environment, behind, hold }: ReleaseEvent<'queued'>) {
  if (!hold) return { environment, behind };
  const { by, reason, sinceMs } = hold;
  return { environment, behind, hold: { by, reason, since: rfc3339(sinceMs) } };
}
