/** What people decide about a release, and what it waits for, as answers and events show it. */
import type { WindowState } from '../../domain/environment/deployment-window.ts';
import { ERRORS } from '../../domain/errors.ts';
import type { GateState } from '../../domain/gate/gate.ts';
import type { Problem } from '../../domain/problem.ts';
import type { GuidanceRequest } from '../../domain/release/guidance.ts';
import type { Intervention } from '../../domain/release/intervention.ts';
import type { InterventionResultEntry, VoteEntry } from '../../domain/release/release.ts';
import type { Wait } from '../../domain/release/waiting.ts';
import { rfc3339 } from '../instant.ts';

export function gateJson(state: GateState) {
  if (state.kind !== 'approved') return state;
  const { notBeforeMs, ...rest } = state;
  return { ...rest, ...(notBeforeMs !== undefined && { notBefore: rfc3339(notBeforeMs) }) };
}

export function voteJson({ atMs, notBeforeMs, ...vote }: VoteEntry) {
  return {
    ...vote,
    at: rfc3339(atMs),
    ...(notBeforeMs !== undefined && { notBefore: rfc3339(notBeforeMs) }),
  };
}

export function waitJson({ sinceMs, untilMs, ...wait }: Wait) {
  return {
    ...wait,
    since: rfc3339(sinceMs),
    ...(untilMs !== undefined && { until: rfc3339(untilMs) }),
  };
}

/** An order without what only the engine needs. */
export function interventionJson({ order, refused }: InterventionResultEntry) {
  const { kind, by, environment, atMs, reason } = order;
  return {
    kind,
    by,
    environment,
    at: rfc3339(atMs),
    ...(reason !== undefined && { reason }),
    ...ordered(order),
    ...(refused && { refused }),
  };
}

function ordered(order: Intervention) {
  switch (order.kind) {
    case 'override':
      return {};
    case 'promotion':
      return { mode: order.mode };
    case 'guidance':
      return { choice: order.choice, question: order.question };
  }
}

export function guidanceRequestJson({ askedAtMs, problem, ...question }: GuidanceRequest) {
  return { ...question, problem: problemJson(problem), askedAt: rfc3339(askedAtMs) };
}

export function windowJson({ open, nextOpenMs, nextCloseMs, because }: WindowState) {
  return {
    open,
    ...(nextOpenMs !== undefined && { nextOpen: rfc3339(nextOpenMs) }),
    ...(nextCloseMs !== undefined && { nextClose: rfc3339(nextCloseMs) }),
    ...(because !== undefined && { because }),
  };
}

export function problemJson(problem: Problem) {
  return { ...problem, next: ERRORS[problem.code].next };
}
