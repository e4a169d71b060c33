/**
 * Reads the messages to and from an environment. Anybody with access to Temporal may have typed one, and
 * a handler that throws would stop the run for ever: so a message that does not fit is `undefined`.
 */
import type { LockGranted, LockRequest, UnlockReport } from './environment.ts';
import type { LiveRelease } from './live-release.ts';

export function parseLockRequest(payload: unknown): LockRequest | undefined {
  const { releaseId, runId, commit, heartbeatMs, digest, rollbackId } = fieldsOf(payload);
  if (!isText(releaseId) || !isText(runId) || !isText(commit)) return undefined;
  return {
    releaseId,
    runId,
    commit,
    heartbeatMs: isAmount(heartbeatMs) ? heartbeatMs : 0,
    ...(isText(digest) && { digest }),
    ...(isText(rollbackId) && { rollbackId }),
  };
}

export function parseUnlockReport(payload: unknown): UnlockReport | undefined {
  const { runId, live, failed, freeze, recovered } = fieldsOf(payload);
  if (!isText(runId)) return undefined;
  const { reason } = fieldsOf(freeze);
  const rest = {
    ...(failed === true && { failed }),
    ...(isText(reason) && { freeze: { reason } }),
    ...(isText(recovered) && { recovered }),
  };
  if (live === undefined) return { runId, ...rest };
  const known = readLive(live);
  return known && { runId, live: known, ...rest };
}

/** The user who freezes an environment, and the reason. */
export function parseFreeze(payload: unknown): { by: string; reason: string } | undefined {
  const { by, reason } = fieldsOf(payload);
  return isText(by) && isText(reason) ? { by, reason } : undefined;
}

/** The environment whose lock is granted, and its live release. */
export function parseLockGranted(payload: unknown): LockGranted | undefined {
  const { environment, live } = fieldsOf(payload);
  if (!isText(environment)) return undefined;
  const { releaseId, commit } = fieldsOf(live);
  return {
    environment,
    live: isText(releaseId) && isText(commit) ? { releaseId, commit } : null,
  };
}

/** A rollback from this release, and the release that is live again. */
export function parseRolledBack(payload: unknown): { environment: string; to: string } | undefined {
  const { environment, to } = fieldsOf(payload);
  return isText(environment) && isText(to) ? { environment, to } : undefined;
}

function readLive(payload: unknown): LiveRelease | undefined {
  const { releaseId, commit, digest, atMs, verified, ...more } = fieldsOf(payload);
  const { verifiedAtMs, plan, rolledBack, subject } = more;
  const { name, email } = fieldsOf(more['author']);
  if (!isText(releaseId) || !isText(commit) || !isText(digest)) return undefined;
  if (!isAmount(atMs) || typeof verified !== 'boolean') return undefined;
  return {
    releaseId,
    commit,
    ...(isText(subject) && { subject }),
    ...(isText(name) && isText(email) && { author: { name, email } }),
    digest,
    atMs,
    verified,
    ...(isAmount(verifiedAtMs) && { verifiedAtMs }),
    ...(isText(plan) && { plan }),
    ...(isText(rolledBack) && { rolledBack }),
  };
}

function fieldsOf(payload: unknown): Record<string, unknown> {
  return typeof payload === 'object' && payload !== null ? { ...payload } : {};
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0;
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
