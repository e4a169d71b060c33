import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { environmentAuditId } from '../../domain/audit.ts';
import { SlipwayError } from '../../domain/errors.ts';
import type { Store } from '../../store/store.ts';
import type { Env } from '../app-context.ts';
import { problems, refuseInvalid } from '../problem.ts';
import { releaseParams } from './releases.ts';

export interface AuditLogDependencies {
  readonly store: Pick<Store, 'readAuditLog'>;
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
export function auditLogRoutes({ store }: AuditLogDependencies) {
  const read = async (auditLogId: string, about: string) => {
    const record = await store.readAuditLog(auditLogId);
    if (!record) throw new SlipwayError('AUDIT_LOG_NOT_FOUND', `${about} has no audit log.`);
    const headers = { 'Content-Type': TYPE, 'X-Content-Type-Options': 'nosniff' };
    return new Response(Buffer.from(record), { headers }) as never;
  };
  return new OpenAPIHono<Env>({ defaultHook: refuseInvalid })
    .openapi(ofRelease, (c) => {
      const { id } = c.req.valid('param');
      return read(id, id);
    })
    .openapi(ofEnvironment, (c) => {
      const { service, name } = c.req.valid('param');
      return read(environmentAuditId(service, name), `${name} of ${service}`);
    });
}
