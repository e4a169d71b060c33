import { setTimeout as pause } from 'node:timers/promises';
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { environmentAuditId, LATE_KINDS } from '../../domain/audit-log/entry.ts';
import { SlipwayError } from '../../domain/errors.ts';
import type { Store } from '../../store/store.ts';
import type { Env } from '../app-context.ts';
import type { Engine } from '../engine.ts';
import { problems, refuseInvalid } from '../problem.ts';
import { releaseParams } from './releases.ts';

export interface AuditLogDependencies {
  readonly store: Pick<Store, 'readAuditLog' | 'newestEntry'>;
  readonly engine: Pick<Engine, 'history'>;
}

const TYPE = 'application/jsonl';

const responses = {
  200: {
    description: 'One entry a line, in order',
    content: { [TYPE]: { schema: z.string() } },
  },
  ...problems('INVALID_REQUEST', 'AUDIT_LOG_NOT_FOUND'),
};
const description =
  'Each line contains the hash of the line before. Verify offline: ' +
  '`slipway verify-audit-log FILE --key KEY`.';

const ofRelease = createRoute({
  method: 'get',
  path: '/releases/{id}/audit-log',
  operationId: 'readAuditLog',
  summary: 'Read the audit log of a release',
  description: `${description} The log of an ended release closes with signed attestations. It outlives the history in Temporal.`,
  request: { params: releaseParams },
  responses,
});

const ofEnvironment = createRoute({
  method: 'get',
  path: '/environments/{service}/{name}/audit-log',
  operationId: 'readEnvironmentAuditLog',
  summary: 'Read the audit log of an environment: freezes and rollbacks',
  description: `${description} It never ends, so it is not signed.`,
  request: { params: z.object({ service: z.string().max(60), name: z.string().max(60) }) },
  responses,
});

/** Reads only: no call changes or removes an entry. */
export function auditLogRoutes(dependencies: AuditLogDependencies) {
  const { store } = dependencies;
  return new OpenAPIHono<Env>({ defaultHook: refuseInvalid })
    .openapi(ofRelease, async (c) => {
      const { id } = c.req.valid('param');
      return respond(await readClosed(dependencies, id), id);
    })
    .openapi(ofEnvironment, async (c) => {
      const { service, name } = c.req.valid('param');
      const log = await store.readAuditLog(environmentAuditId(service, name));
      return respond(log, `${name} of ${service}`);
    });
}

function respond(log: Uint8Array | undefined, about: string) {
  if (!log) throw new SlipwayError('AUDIT_LOG_NOT_FOUND', `${about} has no audit log.`);
  const headers = { 'Content-Type': TYPE, 'X-Content-Type-Options': 'nosniff' };
  return new Response(Buffer.from(log), { headers }) as never;
}

/** How long the outbox may take to append what a release that has ended did last. */
const APPEND_MS = 5_000;
/** How long it may take to sign after that; where no worker has the key, nothing is signed. */
const SIGN_MS = 1_000;

/** Reads the audit log of a release; one that has just ended is waited for, so that it is whole. */
async function readClosed(
  { store, engine }: AuditLogDependencies,
  id: string,
): Promise<Uint8Array | undefined> {
  const sinceMs = Date.now();
  let hasEnded = false;
  for (;;) {
    const log = await store.readAuditLog(id);
    if (lastKind(log) === 'attestation') return log;
    hasEnded ||= await isOver(engine, id);
    if (!hasEnded) return log;
    const waitMs = (await store.newestEntry(id, 'ended')) ? SIGN_MS : APPEND_MS;
    if (Date.now() > sinceMs + waitMs) return log;
    await pause(100);
  }
}

/** The kind of the last entry, but for the attempts that the API adds at any time. */
function lastKind(log: Uint8Array | undefined): string | undefined {
  const lines = new TextDecoder().decode(log).trimEnd().split('\n');
  for (const line of lines.toReversed()) {
    const kind = /"kind":"([a-z-]+)","prev"/.exec(line)?.[1];
    if (kind === undefined || !LATE_KINDS.has(kind)) return kind;
  }
  return undefined;
}

/** Whether Temporal says that a release has ended; a release that Temporal has forgotten is not waited for. */
async function isOver(engine: AuditLogDependencies['engine'], id: string): Promise<boolean> {
  try {
    return (await engine.history(id)).at(-1)?.kind === 'ended';
  } catch {
    return false;
  }
}
