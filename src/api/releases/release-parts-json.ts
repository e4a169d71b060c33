/** Votes, interventions, waits, windows and freezes, for responses and events. */
import type { WindowState } from '../../domain/environment/deployment-window.ts';
import { type Freeze, isAutomatic } from '../../domain/environment/freeze.ts';
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
  const { deployAfterMs, ...rest } = state;
  return { ...rest, ...(deployAfterMs !== undefined && { deployAfter: rfc3339(deployAfterMs) }) };
}

export function voteJson({ atMs, deployAfterMs, ...vote }: VoteEntry) {
  return {
    ...vote,
    at: rfc3339(atMs),
    ...(deployAfterMs !== undefined && { deployAfter: rfc3339(deployAfterMs) }),
  };
}

export function waitJson({ sinceMs, untilMs, ...wait }: Wait) {
  return {
    ...wait,
    since: rfc3339(sinceMs),
    ...(untilMs !== undefined && { until: rfc3339(untilMs) }),
  };
}

/** An intervention without its internal fields. */
export function interventionJson({ intervention, refused }: InterventionResultEntry) {
  const { kind, by, environment, atMs, reason } = intervention;
  return {
    kind,
    by,
    environment,
    at: rfc3339(atMs),
    ...(reason !== undefined && { reason }),
    ...interventionFields(intervention),
    ...(refused && { refused }),
  };
}

function interventionFields(intervention: Intervention) {
  switch (intervention.kind) {
    case 'override':
      return {};
    case 'mode':
      return { mode: intervention.mode };
    case 'guidance':
      return { choice: intervention.choice, guidanceRequest: intervention.guidanceRequest };
  }
}

export function guidanceRequestJson({ askedAtMs, problem, ...guidanceRequest }: GuidanceRequest) {
  return { ...guidanceRequest, problem: problemJson(problem), askedAt: rfc3339(askedAtMs) };
}

export function windowJson({ open, nextOpenMs, nextCloseMs, reason }: WindowState) {
  return {
    open,
    ...(nextOpenMs !== undefined && { nextOpen: rfc3339(nextOpenMs) }),
    ...(nextCloseMs !== undefined && { nextClose: rfc3339(nextCloseMs) }),
    ...(reason !== undefined && { reason }),
  };
}

export function freezeJson(freeze: Freeze) {
  const { sinceMs, ...rest } = freeze;
  const automatic = isAutomatic(freeze) ? { automatic: true as const } : {};
  return { ...rest, since: rfc3339(sinceMs), ...automatic };
}

export function problemJson(problem: Problem) {
  return { ...problem, next: ERRORS[problem.code].next };
}
