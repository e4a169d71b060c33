import type { ReleaseEvent } from '../../domain/release/event.ts';
import type { Release } from '../../domain/release/release.ts';
import { waitingFor } from '../../domain/release/waiting.ts';
import { rfc3339 } from '../instant.ts';
import {
  freezeJson,
  guidanceRequestJson,
  interventionJson,
  problemJson,
  waitJson,
  windowJson,
} from './release-parts-json.ts';

/**
 * One event of the stream, with the phase and the waits of the release after it. Leaves out
 * facts that the release itself shows.
 *
 * @param after the release after the event
 */
export function eventJson(
  event: ReleaseEvent,
  after: Release | undefined,
): Record<string, unknown> {
  const about = { kind: event.kind, at: rfc3339(event.atMs), ...bodyOf(event, after) };
  if (!after) return about;
  const waits = waitingFor(after, event.atMs).map(waitJson);
  return { ...about, phase: after.phase, ...(waits.length > 0 && { waitingFor: waits }) };
}

function bodyOf(event: ReleaseEvent, after: Release | undefined): Record<string, unknown> {
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
    case 'promotion-decided':
      return promotionJson(event);
    case 'voted':
      return votedJson(event, after);
    case 'intervention':
      return interventionDetails(event, after);
    case 'soaking':
      return soakingJson(event);
    case 'window':
      return { environment: event.environment, ...windowJson(event.window) };
    case 'queued':
      return queuedJson(event);
    case 'step-queued':
      return stepQueuedJson(event);
    case 'asked':
      return guidanceRequestJson(event.guidanceRequest);
    case 'step-ended':
    case 'ended':
      return { ...rest, ...(event.problem && { problem: problemJson(event.problem) }) };
    default:
      return rest;
  }
}

function stepQueuedJson({ step, type, suite, environment }: ReleaseEvent<'step-queued'>) {
  return {
    step,
    type,
    ...(suite !== undefined && { suite }),
    ...(environment !== undefined && { environment }),
  };
}

function promotionJson(event: ReleaseEvent<'promotion-decided'>) {
  const { mode, reason, change, newerLiveRelease, rollbackTo, approvalRequest } = event;
  return {
    environment: approvalRequest.environment,
    mode,
    ...(reason !== undefined && { reason }),
    ...(change && { change }),
    ...(newerLiveRelease !== undefined && { newerLiveRelease }),
    ...(rollbackTo !== undefined && { rollbackTo }),
    approvalRequest,
  };
}

function votedJson({ vote }: ReleaseEvent<'voted'>, after: Release | undefined) {
  const { by, verdict, comment, deployAfterMs } = vote;
  const effect = after?.voteReceipt?.effect;
  return {
    by,
    verdict,
    ...(comment !== undefined && { comment }),
    ...(deployAfterMs !== undefined && { deployAfter: rfc3339(deployAfterMs) }),
    ...(effect && { vote: effect.kind }),
    ...(effect?.kind === 'refused' && { refused: effect.code }),
  };
}

function interventionDetails(event: ReleaseEvent<'intervention'>, after: Release | undefined) {
  const given = after?.interventions?.at(-1) ?? { intervention: event.intervention };
  const { kind: intervention, at: _, ...rest } = interventionJson(given);
  return { intervention, ...rest };
}

/** There is no end while another release is live in the previous environment. */
function soakingJson({ environment, previous, untilMs }: ReleaseEvent<'soaking'>) {
  return { environment, previous, ...(untilMs > 0 && { until: rfc3339(untilMs) }) };
}

function queuedJson({ environment, queuedBehind, freezes }: ReleaseEvent<'queued'>) {
  return { environment, queuedBehind, ...(freezes && { freezes: freezes.map(freezeJson) }) };
}
