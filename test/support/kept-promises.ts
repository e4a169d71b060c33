import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { verifyAuditLog } from '../../src/cli/verify-audit-log.ts';
import { readAuditLog } from '../../src/audit/read-audit-log.ts';
import type { Ended } from './attendant.ts';
import { BUSY, type BusyService, journalOf } from './busy-services.ts';
import { linesOf } from './controlled-service.ts';
import type { Period } from './random-kills.ts';
import type { Stage } from './stage.ts';

/** Every problem is one line, so that a failure tells all of them. */
type Problems = string[];

/** How many milliseconds after a change of slipway.yaml nobody may be let in by the old one. */
const RELOADED_MS = 5_000;

/** Looks at what many releases have done together, and tells all that must not be. */
export async function brokenPromises(
  stage: Stage,
  ended: readonly Ended[],
  closed: readonly Period[],
): Promise<Problems> {
  const byId = new Map(ended.map((release) => [release.id, release]));
  const key = publicKeyOf(stage);
  const ofReleases = await Promise.all(
    ended.map(async (release) => [
      ...oddOutcome(release, byId),
      ...oddStory(release),
      ...(await oddRecord(stage, release, { key, closed })),
    ]),
  );
  const ofEnvironments = await Promise.all(
    BUSY.flatMap((service) =>
      ['staging', 'production'].map(async (environment) => {
        const place = { service, environment };
        const moves = movesIn(stage, place);
        return [
          ...overlaps(stage, place),
          ...unapproved(stage, place, byId),
          ...wrongOrder(place, moves, byId),
          ...(await oddState(stage, place, moves.at(-1))),
        ];
      }),
    ),
  );
  return [...ofReleases, ...ofEnvironments, oddReplays(stage)].flat();
}

/** E4, E5, R1: what may become of a release. */
function oddOutcome(release: Ended, byId: ReadonlyMap<string, Ended>): Problems {
  const { shown, fate, number, service, id } = release;
  const { outcome = 'none', supersededBy = '' } = shown;
  const due = fate.isRejected ? 'rejected' : fate.isBad ? 'rolled-back' : 'succeeded';
  if (outcome === due) return [];
  const successor = byId.get(supersededBy);
  const isOvertaken =
    outcome === 'superseded' && successor?.service === service && successor.number > number;
  if (isOvertaken) return [];
  return [`${service} ${number} (${id}) ended ${outcome}, not ${due}; by ${supersededBy}`];
}

/** What a user reads of a release that has ended. */
function oddStory({ id, service, number, shown, odd, asked }: Ended): Problems {
  const { outcome, endedAt, problem, guidanceRequest, waitingFor, steps } = shown;
  const who = `${service} ${number} (${id}), ${outcome}`;
  const isSmooth = outcome === 'succeeded' && asked.length === 0;
  const open = steps.filter(({ state }) => state === 'running' || (isSmooth && state !== 'passed'));
  return [
    ...odd.map((answer) => `${who}: a person was told ${answer}`),
    ...(endedAt === undefined ? [`${who} does not say when it ended`] : []),
    ...(guidanceRequest || waitingFor.length > 0
      ? [`${who} still waits: ${JSON.stringify(shown)}`]
      : []),
    ...(problem ? [`${who} has a problem: ${JSON.stringify(problem)}`] : []),
    ...open.map(({ name, state }) => `${who}: ${name} is ${state}`),
    ...asked
      .filter(({ isUnknown }) => service !== 'blind' || !isUnknown)
      .map(({ failedStage, problem: why }) => `${who} asked about ${failedStage}: ${why.message}`),
  ];
}

interface Around {
  readonly key: ReturnType<typeof createPublicKey>;
  readonly closed: readonly Period[];
}

/** A1, A2: the record is there, signed, and tells what happened, in order. */
async function oddRecord(stage: Stage, release: Ended, around: Around): Promise<Problems> {
  const { id, service, number, shown, asked } = release;
  const who = `the record of ${service} ${number} (${id}), ${shown.outcome},`;
  const response = await fetch(stage.url(`/releases/${id}/audit-log`));
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (response.status !== 200) return [`${who} answers ${response.status}`];
  const verdict = verifyAuditLog(bytes, around.key);
  if (verdict.kind !== 'signed') return [`${who} is ${JSON.stringify(verdict)}`];
  const { entries } = readAuditLog(bytes);
  const told = entries.filter((entry) => entry.kind !== 'attestation');
  const count = (kind: string, environment?: string) =>
    told.filter((one) => one.kind === kind && (!environment || one.environment === environment));
  const guided = told.filter(
    (one) => one.kind === 'intervention' && one.facts?.intervention === 'guidance',
  );
  const problems: Problems = [];
  if (verdict.outcome !== shown.outcome) problems.push(`${who} says ${verdict.outcome}`);
  if (told[0]?.kind !== 'started') problems.push(`${who} begins with ${told[0]?.kind}`);
  const last = told.findLast(({ kind }) => kind !== 'refused')?.kind;
  if (last !== 'ended') problems.push(`${who} ends with ${last}`);
  for (const kind of ['started', 'planned', 'ended'])
    if (count(kind).length !== 1) problems.push(`${who} has ${count(kind).length} ${kind}`);
  const built = told.filter((one) => one.kind === 'step-ended' && one.facts?.artifact);
  if (built.length !== 1) problems.push(`${who} has ${built.length} builds`);
  const deployments = count('step-ended', 'production').flatMap((one) =>
    one.kind === 'step-ended' && one.facts?.type === 'deploy'
      ? [{ seq: one.seq, atMs: one.facts.queuedAtMs ?? 0 }]
      : [],
  );
  const tries = asked.filter(({ environment }) => environment === 'production').length + 1;
  const isIn = shown.outcome === 'succeeded' || shown.outcome === 'rolled-back';
  if (deployments.length !== (isIn ? tries : 0))
    problems.push(`${who} deployed ${deployments.length} times, and asked ${tries - 1} times`);
  if (guided.length !== asked.length)
    problems.push(`${who} was guided ${guided.length} times, not ${asked.length}`);
  for (const { atMs, seq } of deployments) {
    const isVoted = told.some((one) => one.kind === 'voted' && one.seq < seq);
    if (service !== 'timed' && !isVoted) problems.push(`${who} has no vote before ${seq}`);
    const period = around.closed.find(
      (one) => one.service === service && atMs > one.fromMs + RELOADED_MS && atMs < one.toMs,
    );
    if (period) problems.push(`${who} entered while it was closed: ${JSON.stringify(period)}`);
  }
  return problems;
}

/** Every worker took over what another one had decided, and decided the same. */
function oddReplays({ root }: Stage): Problems {
  return linesOf(join(root, 'worker.log')).filter((line) => /nondeterminis|TMPRL1100/i.test(line));
}

interface EnvironmentRef {
  readonly service: BusyService;
  readonly environment: string;
}

/** E1, B4: two commands at once, or one that ends after another has begun. */
function overlaps({ root }: Stage, { service, environment }: EnvironmentRef): Problems {
  const where = `${service} in ${environment}`;
  const problems: Problems = [];
  let begun = '';
  for (const line of linesOf(journalOf(root, service, environment))) {
    const [word, id, what] = line.split(' ');
    if (word === 'overlap') problems.push(`${where}: ${id} began while another ran`);
    if (word === 'begin') begun = `${id} ${what}`;
    if (word === 'end' && begun !== `${id} ${what}`)
      problems.push(`${where}: ${id} ended its ${what} after ${begun} had begun`);
  }
  return problems;
}

/** G3: nothing enters before somebody has approved it. */
function unapproved(
  { root }: Stage,
  { service, environment }: EnvironmentRef,
  byId: ReadonlyMap<string, Ended>,
): Problems {
  if (service === 'timed' || environment !== 'production') return [];
  return linesOf(journalOf(root, service, environment)).flatMap((line) => {
    const [word, id = '', what, atMs] = line.split(' ');
    if (word !== 'begin' || what !== 'deploy') return [];
    const { approvedMs = Infinity } = byId.get(id) ?? {};
    return Number(atMs) >= approvedMs ? [] : [`${service}: ${id} entered without approval`];
  });
}

/** What became live, one after another. */
function movesIn(stage: Stage, { service, environment }: EnvironmentRef): string[] {
  const switches = join(stage.root, 'environments', service, environment, '.slipway/switches.log');
  const switched = linesOf(switches).map((line) => line.split(' ')[1] ?? '');
  const effects = linesOf(journalOf(stage.root, service, environment))
    .filter((line) => line.startsWith('effect '))
    .map((line) => line.slice('effect '.length));
  return [...switched, ...effects];
}

/** E4, R1, R6: never twice, never older, but for what was taken back. */
function wrongOrder(
  { service, environment }: EnvironmentRef,
  moves: readonly string[],
  byId: ReadonlyMap<string, Ended>,
): Problems {
  const where = `${service} in ${environment}`;
  const problems: Problems = [];
  const path: Ended[] = [];
  for (const id of moves) {
    const next = byId.get(id);
    const [before, live] = [path.at(-2), path.at(-1)];
    if (!next) problems.push(`${where}: nobody knows ${id}`);
    else if (next === live) {
      const isKnown = next.asked.some(({ isUnknown }) => isUnknown);
      if (!isKnown) problems.push(`${where}: ${id} was deployed twice`);
    } else {
      const isBack = live?.shown.outcome === 'rolled-back' && next === before;
      if (live && next.number < live.number && !isBack)
        problems.push(`${where}: ${next.number} came after ${live.number}`);
      if (live?.shown.outcome === 'rolled-back' && environment === 'production' && !isBack)
        problems.push(`${where}: ${live.number} was not taken back before ${next.number}`);
      path.push(next);
    }
  }
  return problems;
}

/** E3: nobody holds it, nobody waits, and what is live is what came last. */
async function oddState(stage: Stage, place: EnvironmentRef, last = 'nothing'): Promise<Problems> {
  // The worker has just come back, and has much to replay.
  for (const endsAt = Date.now() + 20_000; ; await pause(200)) {
    const problems = await oddStateNow(stage, place, last);
    if (problems.length === 0 || Date.now() > endsAt) return problems;
  }
}

async function oddStateNow(stage: Stage, place: EnvironmentRef, last: string): Promise<Problems> {
  const { service, environment } = place;
  const response = await fetch(stage.url(`/environments/${service}/${environment}`));
  const state = (await response.json()) as Record<string, unknown> & {
    readonly live?: { readonly releaseId: string; readonly verified: boolean };
    readonly queue: readonly unknown[];
    readonly freezes: readonly unknown[];
  };
  const { live, queue, holder, freezes, unknown } = state;
  const isIdle = queue.length === 0 && !holder && freezes.length === 0 && !unknown;
  const isRight = live?.releaseId === last && live.verified;
  return isIdle && isRight
    ? []
    : [`${service} in ${environment}, last ${last}: ${JSON.stringify(state)}`];
}

function publicKeyOf({ storeFolder }: Stage) {
  const spki = readFileSync(join(storeFolder, 'keys/votes.pub'), 'utf8');
  return createPublicKey({ key: Buffer.from(spki, 'base64'), format: 'der', type: 'spki' });
}

/** How many of the kills the releases have lived through on average. */
export function killsPerRelease(ended: readonly Ended[], killsMs: readonly number[]): number {
  const lived = ended.map(({ shown }) => {
    const [fromMs, toMs] = [Date.parse(shown.startedAt), Date.parse(shown.endedAt ?? '')];
    return killsMs.filter((atMs) => atMs >= fromMs && atMs <= toMs).length;
  });
  expect(lived).not.toHaveLength(0);
  return lived.reduce((sum, kills) => sum + kills, 0) / lived.length;
}
