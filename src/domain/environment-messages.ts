/**
 * Reads what was sent to an environment or from one. Anybody with access to Temporal may have
 * typed it, and a handler that throws would stop the run for ever: what does not fit is `undefined`.
 */
import type { Ticket } from './environment.ts';
import type { Live } from './manifest.ts';

/** A release has finished, and maybe something else is live. */
export interface Left {
  readonly runId: string;
  readonly live?: Live;
}

export function readTicket(payload: unknown): Ticket | undefined {
  const { releaseId, runId, commit, heartbeatMs } = fieldsOf(payload);
  if (!isText(releaseId) || !isText(runId) || !isText(commit)) return undefined;
  return { releaseId, runId, commit, heartbeatMs: isAmount(heartbeatMs) ? heartbeatMs : 0 };
}

export function readLeft(payload: unknown): Left | undefined {
  const { runId, live } = fieldsOf(payload);
  if (!isText(runId)) return undefined;
  if (live === undefined) return { runId };
  const known = readLive(live);
  return known && { runId, live: known };
}

/** The environment that is granted. */
export function readGrant(payload: unknown): string | undefined {
  const { environment } = fieldsOf(payload);
  return isText(environment) ? environment : undefined;
}

function readLive(payload: unknown): Live | undefined {
  const { releaseId, commit, digest, atMs, verified } = fieldsOf(payload);
  if (!isText(releaseId) || !isText(commit) || !isText(digest)) return undefined;
  if (!isAmount(atMs) || typeof verified !== 'boolean') return undefined;
  return { releaseId, commit, digest, atMs, verified };
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
