/**
 * An environment: one release deploys there at a time, in the order in which they became ready.
 * Pure transitions; the environment workflow keeps the state and carries out what they say.
 */
import {
  addFreeze,
  type Freeze,
  type Freezes,
  mayDeploy,
  SLIPWAY,
  withoutRecovered,
} from './freeze.ts';
import type { LiveRelease } from './live-release.ts';

/** A run of a release, or of a rollback, that wants to deploy. */
export interface LockRequest {
  readonly releaseId: string;
  readonly runId: string;
  readonly commit: string;
  /** How long its last step may go on unheard after the run was ended, in milliseconds. */
  readonly heartbeatMs: number;
  /** Of the artifact; absent where commits take turns to be built. */
  readonly digest?: string;
  /** The workflow, if it is not named like the release: a rollback. No freeze stops it. */
  readonly rollbackId?: string;
}

/** A ticket that waits or holds the lock, in milliseconds since the Unix epoch. */
export interface LockHolder extends LockRequest {
  readonly sinceMs: number;
}

/** What a holder says when it leaves. */
export interface UnlockReport {
  readonly runId: string;
  /** What is live now, if that changed. */
  readonly live?: LiveRelease;
  /** Whether its deployment failed. */
  readonly failed?: boolean;
  /** Keeps others out while it is fixed. */
  readonly freeze?: Pick<Freeze, 'reason'>;
  /** The release for which it was frozen, if that is fixed. */
  readonly recovered?: string;
}

export interface EnvironmentState extends Freezes {
  readonly service: string;
  readonly environment: string;
  readonly holder?: LockHolder;
  /** The next one first. */
  readonly queue: readonly LockHolder[];
  readonly live?: LiveRelease;
  /** What was live before, the newest first, at most `HISTORY_LIMIT`. */
  readonly history: readonly LiveRelease[];
  /** The release whose deployment was interrupted: it may be live. */
  readonly unknown?: { readonly releaseId: string; readonly atMs: number };
  /** When deployments failed, the newest first, at most `HISTORY_LIMIT`. */
  readonly failures?: readonly number[];
}

export const HISTORY_LIMIT = 50;

/** The lock under which commits are built one at a time. No environment has such a name. */
export const BUILD_LOCK = 'build:';

/** The answer to a release that asks to deploy. */
export interface LockResponse {
  readonly granted: boolean;
  /** The ids of the releases before it, the holder first. Empty when granted. */
  readonly queuedBehind: readonly string[];
  /** Why nobody enters, if the environment is frozen. */
  readonly freeze?: Freeze;
  /** What is live, `null` for nothing; for who is granted. */
  readonly live?: LiveReleaseRef | null;
}

/** What a release finds where it comes in. */
export type LiveReleaseRef = Pick<LiveRelease, 'releaseId' | 'commit'>;

/** What an environment tells a release whose turn it is. */
export interface LockGranted {
  readonly environment: string;
  /** What is live there, `null` for nothing. */
  readonly live: LiveReleaseRef | null;
}

export function emptyEnvironment(service: string, environment: string): EnvironmentState {
  return { service, environment, queue: [], history: [] };
}

/** Takes the lock, or a place in the queue. Asking twice changes nothing. */
export function requestLock(
  state: EnvironmentState,
  ticket: LockRequest,
  nowMs: number,
): { state: EnvironmentState; entry: LockResponse } {
  const { queue } = state;
  const known = [state.holder, ...queue].some((other) => other?.runId === ticket.runId);
  const place = { ...ticket, sinceMs: nowMs };
  const next = known ? state : promote({ ...state, queue: inLine(queue, place) }, nowMs);
  return { state: next, entry: lockResponse(next, ticket.runId) };
}

/** A rollback comes before releases. */
function inLine(queue: readonly LockHolder[], place: LockHolder): readonly LockHolder[] {
  if (place.rollbackId === undefined) return [...queue, place];
  const rollbacks = queue.filter(({ rollbackId }) => rollbackId !== undefined);
  return [...rollbacks, place, ...queue.slice(rollbacks.length)];
}

function lockResponse(state: EnvironmentState, runId: string): LockResponse {
  const { holder, queue, freeze } = state;
  if (holder?.runId === runId) return { granted: true, queuedBehind: [], live: foundIn(state) };
  const ahead = queue.slice(
    0,
    queue.findIndex((waiting) => waiting.runId === runId),
  );
  const queuedBehind = [...(holder ? [holder] : []), ...ahead].map(({ releaseId }) => releaseId);
  return { granted: false, queuedBehind, ...(freeze && { freeze }) };
}

/** How a release stands here; `undefined` if it has not asked to deploy, or has left. */
export function entryOfRelease(
  state: EnvironmentState,
  releaseId: string,
): LockResponse | undefined {
  const places = [...(state.holder ? [state.holder] : []), ...state.queue];
  const place = places.find((one) => one.releaseId === releaseId && one.rollbackId === undefined);
  return place && lockResponse(state, place.runId);
}

/** What a release finds live there, `null` for nothing. */
export function foundIn({ live }: Pick<EnvironmentState, 'live'>): LiveReleaseRef | null {
  return live ? { releaseId: live.releaseId, commit: live.commit } : null;
}

/** Gives the lock to the first in the queue who may have it, if nobody has. */
function promote(state: EnvironmentState, nowMs: number): EnvironmentState {
  if (state.holder) return state;
  const next = state.queue.find((waiting) => mayEnter(state, waiting));
  if (!next) return state;
  const queue = state.queue.filter((waiting) => waiting !== next);
  return { ...state, holder: { ...next, sinceMs: nowMs }, queue };
}

function mayEnter(freezes: Freezes, { releaseId, rollbackId }: LockRequest): boolean {
  return rollbackId !== undefined || mayDeploy(freezes, releaseId);
}

/** Gives up the lock or the place in the queue. The next in the queue holds the lock then. */
export function unlock(
  state: EnvironmentState,
  left: UnlockReport,
  nowMs: number,
): EnvironmentState {
  const isHolder = state.holder?.runId === left.runId;
  const told = afterwards(state, left, nowMs);
  const { holder, ...rest } = told;
  const queue = told.queue.filter((waiting) => waiting.runId !== left.runId);
  return promote({ ...rest, ...(!isHolder && holder && { holder }), queue }, nowMs);
}

/**
 * What a release says when it leaves, without what it has said before: it may be heard twice, and a
 * user may have unfrozen it in between.
 */
export function withoutRepeats(state: EnvironmentState, left: UnlockReport): UnlockReport {
  const { failed, freeze, ...rest } = left;
  const isFirst = state.holder?.runId === left.runId || isNew(state);
  return isFirst || (!failed && !freeze) ? left : rest;
}

/** Whether it knows of nothing, such as after its run was deleted. */
function isNew({ holder, queue, live, history, failures, freeze }: EnvironmentState): boolean {
  const known = [holder, live, freeze, ...queue, ...history, ...(failures ?? [])];
  return known.every((one) => one === undefined);
}

function afterwards(before: EnvironmentState, left: UnlockReport, nowMs: number): EnvironmentState {
  const { live, failed, freeze: wish } = left;
  const state = heldBy(before, withoutRecovered(before, left.recovered));
  const isHolder = state.holder?.runId === left.runId;
  const { releaseId, rollbackId } = (isHolder && state.holder) || {};
  // Said twice, it must not undo what another has said since. The first time counts whatever the
  // clocks say.
  const isNewEvents = live && (isHolder || !(state.live && state.live.atMs > live.atMs));
  const went = isNewEvents ? setLive(state, live) : state;
  const failures = [nowMs, ...(state.failures ?? [])].slice(0, HISTORY_LIMIT);
  const after = failed ? { ...went, failures } : went;
  if (!wish) return after;
  // After a rollback nobody passes: what was rolled back must not come again by itself.
  const pass = releaseId !== undefined && rollbackId === undefined ? { releaseId } : {};
  return freezeEnvironment(after, { ...wish, by: SLIPWAY, sinceMs: nowMs, ...pass });
}

function heldBy(state: EnvironmentState, freezes: Freezes): EnvironmentState {
  const { freeze: _, automaticFreeze: __, ...rest } = state;
  return { ...rest, ...freezes };
}

/** Writes down what is live now. The same release again replaces its own entry. */
export function setLive(state: EnvironmentState, live: LiveRelease): EnvironmentState {
  const before = state.live && state.live.releaseId !== live.releaseId ? [state.live] : [];
  return { ...state, live, history: [...before, ...state.history].slice(0, HISTORY_LIMIT) };
}

/**
 * Keeps releases out until it is unfrozen, but the one that is to be fixed. A user's freeze that
 * is there gets the new reason, and so does Slipway's own.
 */
export function freezeEnvironment(state: EnvironmentState, order: Freeze): EnvironmentState {
  return heldBy(state, addFreeze(state, order));
}

/** Lets releases in again, whatever it was frozen for: the first in the queue has the lock then. */
export function unfreezeEnvironment(state: EnvironmentState, nowMs: number): EnvironmentState {
  const { unknown: _, ...rest } = state;
  return promote(heldBy(rest, {}), nowMs);
}

/** Says that nobody knows whether the holder deployed, and lets nobody in until a person looks. */
export function markLiveUnknown(state: EnvironmentState, nowMs: number): EnvironmentState {
  const { holder } = state;
  if (!holder) return state;
  const { releaseId, runId } = holder;
  const reason = `It is unknown whether ${releaseId} was deployed: check the target, then unfreeze.`;
  const held = freezeEnvironment(state, { by: SLIPWAY, reason, sinceMs: nowMs });
  return unlock({ ...held, unknown: { releaseId, atMs: nowMs } }, { runId }, nowMs);
}
