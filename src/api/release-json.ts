import { ERRORS } from '../domain/errors.ts';
import { gateState } from '../domain/gate.ts';
import {
  modeOf,
  type Problem,
  type Release,
  type ReleaseRow,
  type Step,
} from '../domain/release.ts';
import { waitingFor } from '../domain/waiting.ts';

/** Where things are found. */
export interface Links {
  /** The run in Temporal's UI, if the address of the UI is known. */
  temporalUrl(id: string): string | undefined;
}

/** Writes an instant as RFC 3339. */
export function rfc3339(atMs: number): string {
  return new Date(atMs).toISOString();
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

/** Everything that is known of one release. */
export function releaseJson(release: Release, links: Links) {
  const { input, phase, environment, outcome, plan, artifact, manifest, gate, cancel } = release;
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
    ...(environment !== undefined && { environment }),
    ...(outcome && { outcome }),
    ...modeOf(plan),
    ...(release.problem && { problem: problemJson(release.problem) }),
    ...(artifact && { artifact }),
    ...(manifest && { manifest }),
    ...(gate && { gate: gateState(gate) }),
    votes: release.votes.map(({ atMs, ...vote }) => ({ ...vote, at: rfc3339(atMs) })),
    waitingFor: waitingFor(release).map(({ sinceMs, untilMs, ...wait }) => ({
      ...wait,
      since: rfc3339(sinceMs),
      ...(untilMs !== undefined && { until: rfc3339(untilMs) }),
    })),
    steps: release.steps.map((step) => stepJson(id, step)),
    ...(cancel && { cancel: cancelJson(cancel) }),
  };
}

function cancelJson({ atMs, ...cancel }: NonNullable<Release['cancel']>) {
  return { ...cancel, at: rfc3339(atMs) };
}

function stepJson(id: string, { startedAtMs, endedAtMs, problem, ...step }: Step) {
  return {
    ...step,
    startedAt: rfc3339(startedAtMs),
    ...(endedAtMs !== undefined && { endedAt: rfc3339(endedAtMs) }),
    ...(problem && { problem: problemJson(problem) }),
    log: `/releases/${id}/logs/${step.name}`,
  };
}

function problemJson(problem: Problem) {
  return { ...problem, next: ERRORS[problem.code].next };
}

function linksOf(id: string, { temporalUrl }: Links) {
  const temporal = temporalUrl(id);
  const self = `/releases/${id}`;
  return { self, events: `${self}/events`, ...(temporal !== undefined && { temporal }) };
}
