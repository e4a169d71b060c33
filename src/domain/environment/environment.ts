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

/** The report of a holder with its unlock. */
export interface UnlockReport {
  readonly runId: string;
  /** The live release, if that has changed. */
  readonly live?: LiveRelease;
  /** Whether its deployment failed. */
  readonly failed?: boolean;
  /** Freezes the environment until the failure is fixed. */
  readonly freeze?: Pick<Freeze, 'reason'>;
  /** The release whose failure is fixed, if one is. */
  readonly recovered?: string;
}

export interface EnvironmentState {
  readonly service: string;
  readonly environment: string;
  readonly holder?: LockHolder;
  /** The next one first. */
  readonly queue: readonly LockHolder[];
  readonly live?: LiveRelease;
  readonly freezes: Freezes;
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

/** An environment as users know it: `undefined` for the lock of builds. */
export function namedEnvironment(environment: string | undefined): string | undefined {
  return environment === BUILD_LOCK ? undefined : environment;
}

/** The response to a lock request. */
export interface LockResponse {
  readonly granted: boolean;
  /** The ids of the releases before it, the holder first. Empty when granted. */
  readonly queuedBehind: readonly string[];
  /** Why no release is deployed, if the environment is frozen. */
  readonly freezes?: Freezes;
  /** The live release, `null` for none; only with the lock. */
  readonly live?: LiveReleaseRef | null;
}

/** The live release that a release finds in its environment. */
export type LiveReleaseRef = Pick<LiveRelease, 'releaseId' | 'commit'>;

/** The payload of the signal that grants a lock. */
export interface LockGranted {
  readonly environment: string;
  /** The live release, `null` for none. */
  readonly live: LiveReleaseRef | null;
}

export function emptyEnvironment(service: string, environment: string): EnvironmentState {
  return { service, environment, queue: [], freezes: [], history: [] };
}

/** Grants the lock, or a place in the queue. A second request changes nothing. */
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
  const { holder, queue, freezes } = state;
  if (holder?.runId === runId) return { granted: true, queuedBehind: [], live: foundIn(state) };
  const ahead = queue.slice(
    0,
    queue.findIndex((waiting) => waiting.runId === runId),
  );
  const queuedBehind = [...(holder ? [holder] : []), ...ahead].map(({ releaseId }) => releaseId);
  return { granted: false, queuedBehind, ...(freezes.length > 0 && { freezes }) };
}

/** The place of a release in the environment; `undefined` if it neither holds the lock nor waits for it. */
export function entryOfRelease(
  state: EnvironmentState,
  releaseId: string,
): LockResponse | undefined {
  const places = [...(state.holder ? [state.holder] : []), ...state.queue];
  const place = places.find((one) => one.releaseId === releaseId && one.rollbackId === undefined);
  return place && lockResponse(state, place.runId);
}

/** The live release, `null` for none. */
export function foundIn({ live }: Pick<EnvironmentState, 'live'>): LiveReleaseRef | null {
  return live ? { releaseId: live.releaseId, commit: live.commit } : null;
}

/** Grants a free lock to the first in the queue that may deploy. */
function promote(state: EnvironmentState, nowMs: number): EnvironmentState {
  if (state.holder) return state;
  const next = state.queue.find((waiting) => mayEnter(state.freezes, waiting));
  if (!next) return state;
  const queue = state.queue.filter((waiting) => waiting !== next);
  return { ...state, holder: { ...next, sinceMs: nowMs }, queue };
}

function mayEnter(freezes: Freezes, { releaseId, rollbackId }: LockRequest): boolean {
  return rollbackId !== undefined || mayDeploy(freezes, releaseId);
}

/** Frees the lock or the place in the queue. The next in the queue holds the lock then. */
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
 * An unlock without what an earlier delivery of it has changed: a signal may arrive twice, and a user
 * may have unfrozen the environment in between.
 */
export function withoutRepeats(state: EnvironmentState, left: UnlockReport): UnlockReport {
  const { failed, freeze, ...rest } = left;
  const isFirst = state.holder?.runId === left.runId || isNew(state);
  return isFirst || (!failed && !freeze) ? left : rest;
}

/** Whether the environment has no data, such as after its run was deleted. */
function isNew({ holder, queue, live, history, failures, freezes }: EnvironmentState): boolean {
  const known = [holder, live, ...freezes, ...queue, ...history, ...(failures ?? [])];
  return known.every((one) => one === undefined);
}

function afterwards(before: EnvironmentState, left: UnlockReport, nowMs: number): EnvironmentState {
  const { live, failed, freeze: wish } = left;
  const state = { ...before, freezes: withoutRecovered(before.freezes, left.recovered) };
  const isHolder = state.holder?.runId === left.runId;
  const { releaseId, rollbackId } = (isHolder && state.holder) || {};
  // A repeated report must not undo a later one. The first report counts, whatever the clocks say.
  const isNewEvents = live && (isHolder || !(state.live && state.live.atMs > live.atMs));
  const went = isNewEvents ? setLive(state, live) : state;
  const failures = [nowMs, ...(state.failures ?? [])].slice(0, HISTORY_LIMIT);
  const after = failed ? { ...went, failures } : went;
  if (!wish) return after;
  // After a rollback no release may deploy: the bad one must not be deployed again by itself.
  const pass = releaseId !== undefined && rollbackId === undefined ? { releaseId } : {};
  return freezeEnvironment(after, { ...wish, by: SLIPWAY, sinceMs: nowMs, ...pass });
}

/** Records the live release. The same release again replaces its own entry. */
export function setLive(state: EnvironmentState, live: LiveRelease): EnvironmentState {
  const before = state.live && state.live.releaseId !== live.releaseId ? [state.live] : [];
  return { ...state, live, history: [...before, ...state.history].slice(0, HISTORY_LIMIT) };
}

/**
 * Keeps releases out until a user unfreezes the environment, but the one that is to be fixed. A freeze
 * by a user replaces the one before, and so does a freeze by Slipway.
 */
export function freezeEnvironment(state: EnvironmentState, freeze: Freeze): EnvironmentState {
  return { ...state, freezes: addFreeze(state.freezes, freeze) };
}

/** Ends all freezes: the first in the queue has the lock then. */
export function unfreezeEnvironment(state: EnvironmentState, nowMs: number): EnvironmentState {
  const { unknown: _, ...rest } = state;
  return promote({ ...rest, freezes: [] }, nowMs);
}

/** Records that the live release is unknown, and freezes the environment until a user has checked. */
export function markLiveUnknown(state: EnvironmentState, nowMs: number): EnvironmentState {
  const { holder } = state;
  if (!holder) return state;
  const { releaseId, runId } = holder;
  const reason = `It is unknown whether ${releaseId} was deployed: check the target, then unfreeze.`;
  const held = freezeEnvironment(state, { by: SLIPWAY, reason, sinceMs: nowMs });
  return unlock({ ...held, unknown: { releaseId, atMs: nowMs } }, { runId }, nowMs);
}
