import { gateState } from '../../domain/gate/gate.ts';
import type { Principal } from '../../domain/people/principal.ts';
import type { EnvironmentPlan } from '../../domain/plan/plan.ts';
import { availableActions } from '../../domain/release/available-actions.ts';
import type { Release, ReleaseRow, Step } from '../../domain/release/release.ts';
import { waitingFor } from '../../domain/release/waiting.ts';
import { traceOf } from '../../domain/traceparent.ts';
import { rfc3339 } from '../instant.ts';
import {
  gateJson,
  guidanceRequestJson,
  interventionJson,
  problemJson,
  voteJson,
  waitJson,
  windowJson,
} from './release-parts-json.ts';

/** Builds links to other places. */
export interface Links {
  /** The run in Temporal's UI, if the UI is configured. */
  temporalUrl(id: string): string | undefined;
}

/** A release as a list shows it. */
export function rowJson(row: ReleaseRow, links: Links) {
  const { startedAtMs, endedAtMs, ...rest } = row;
  return {
    ...rest,
    startedAt: rfc3339(startedAtMs),
    ...(endedAtMs !== undefined && { endedAt: rfc3339(endedAtMs) }),
    links: linksOf(row.id, links),
  };
}

/** One release in full, with the actions available to you. */
export function releaseJson(release: Release, links: Links, principal: Principal) {
  const { input, phase, environment, outcome, artifact, gate, cancel } = release;
  const { id, service, commit, ref, author, subject, startedBy } = input;
  const row = {
    id,
    service,
    commit,
    ...(ref !== undefined && { ref }),
    author,
    subject,
    startedBy,
  };
  const { startedAtMs, endedAtMs } = release;
  return {
    ...rowJson(
      { ...row, phase, startedAtMs, ...(endedAtMs !== undefined && { endedAtMs }) },
      links,
    ),
    since: rfc3339(release.sinceMs),
    ...traceOf(input),
    ...(environment !== undefined && { environment }),
    ...(outcome && { outcome }),
    ...(release.problem && { problem: problemJson(release.problem) }),
    ...(artifact && { artifact }),
    ...(gate && { approvalRequest: gate.approvalRequest, gate: gateJson(gateState(gate)) }),
    votes: release.votes.map(voteJson),
    waitingFor: waitingFor(release, Date.now()).map(waitJson),
    ...decidedJson(release),
    steps: release.steps.map((step) => stepJson(id, step)),
    ...(cancel && { cancel: cancelJson(cancel) }),
    ...(release.plan && { environments: release.plan.environments.map(placeJson) }),
    timeInPhases: release.timeInPhases,
    actions: availableActions(release, principal, Date.now()),
  };
}

function placeJson({ name, mode, reason }: EnvironmentPlan) {
  return { name, mode, ...(reason !== undefined && { reason }) };
}

function decidedJson({
  phase,
  promotions,
  interventions,
  guidanceRequest,
  window,
  supersededBy,
}: Release) {
  return {
    promotions: promotions ?? [],
    interventions: (interventions ?? []).map(interventionJson),
    ...(guidanceRequest &&
      phase !== 'done' && { guidanceRequest: guidanceRequestJson(guidanceRequest) }),
    ...(window && phase === 'awaiting-window' && { window: windowJson(window) }),
    ...(supersededBy !== undefined && { supersededBy }),
  };
}

function cancelJson({ atMs, ...cancel }: NonNullable<Release['cancel']>) {
  return { ...cancel, at: rfc3339(atMs) };
}

function stepJson(id: string, { queuedAtMs, startedAtMs, endedAtMs, problem, ...step }: Step) {
  return {
    ...step,
    queuedAt: rfc3339(queuedAtMs),
    ...(startedAtMs !== undefined && { startedAt: rfc3339(startedAtMs) }),
    ...(endedAtMs !== undefined && { endedAt: rfc3339(endedAtMs) }),
    ...(problem && { problem: problemJson(problem) }),
    log: `/releases/${id}/logs/${step.name}`,
  };
}

function linksOf(id: string, { temporalUrl }: Links) {
  const temporal = temporalUrl(id);
  const self = `/releases/${id}`;
  return {
    self,
    page: `/ui${self}`,
    events: `${self}/events`,
    ...(temporal !== undefined && { temporal }),
  };
}
