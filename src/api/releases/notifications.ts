import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { SlipwayError } from '../../domain/errors.ts';
import type { Env } from '../app-context.ts';
import { requireRole } from '../authenticate.ts';
import type { Engine } from '../engine.ts';
import { problems, refuseInvalid } from '../problem.ts';
import { instant, problem } from '../schemas.ts';
import { failedNotificationJson, notificationsJson } from './notifications-json.ts';
import { releaseParams } from './releases.ts';

const about = {
  id: z.string().openapi({ example: '17.audit' }),
  recipient: z.string().describe('The name of a recipient in slipway.yaml.'),
  about: z
    .string()
    .openapi({ example: 'service.deployed' })
    .describe('The event, the topic of a message, or `commit`.'),
  happenedAt: instant.describe('When the event happened.'),
};

const failed = z
  .object({ ...about, state: z.literal('failed'), failedAt: instant, problem })
  .openapi('FailedNotification');

const notification = z
  .discriminatedUnion('state', [
    z.object({
      ...about,
      state: z.literal('waiting'),
      attempts: z.int().describe('Failed attempts.'),
      problem: problem.optional().describe('The last error.'),
      nextAttempt: instant.optional(),
    }),
    z.object({ ...about, state: z.literal('sent'), sentAt: instant }),
    failed,
  ])
  .openapi('Notification');

const read = createRoute({
  method: 'get',
  path: '/releases/{id}/notifications',
  operationId: 'readNotifications',
  summary: 'List the notifications of a release',
  description:
    'In the order of their events: the last 200 sent, all waiting, and the last 100 failed. Empty ' +
    'if the service has no recipients.',
  request: { params: releaseParams },
  responses: {
    200: {
      description: 'The notifications',
      content: {
        'application/json': { schema: z.object({ notifications: z.array(notification) }) },
      },
    },
    ...problems('INVALID_REQUEST', 'RELEASE_NOT_FOUND'),
  },
});

const resend = createRoute({
  method: 'post',
  path: '/releases/{id}/notifications/{notification}/resend',
  operationId: 'resendNotification',
  summary: 'Resend a failed notification',
  description:
    'Requires the `operate` role. Queued after the notifications waiting for the same recipient, ' +
    'with the same id. A failed notification can be resent for 30 days.',
  request: { params: releaseParams.extend({ notification: z.string().min(1).max(80) }) },
  responses: {
    202: {
      description: 'The notification is queued again',
      content: { 'application/json': { schema: z.object({ next: z.string() }) } },
    },
    ...problems('INVALID_REQUEST', 'FORBIDDEN', 'RELEASE_NOT_FOUND', 'NOTIFICATION_NOT_FOUND'),
  },
});

const list = createRoute({
  method: 'get',
  path: '/notifications',
  operationId: 'listFailedNotifications',
  summary: 'List failed notifications',
  request: {
    query: z.object({
      state: z.enum(['failed']).default('failed').describe('The state of the notifications.'),
      cursor: z
        .string()
        .regex(/^[A-Za-z0-9_-]{1,4000}$/, 'expected the `next` of a list')
        .optional(),
      limit: z.coerce.number().int().min(1).max(100).default(20),
    }),
  },
  responses: {
    200: {
      description:
        'A page of releases with their failed notifications. `next` is the cursor of the next page.',
      content: {
        'application/json': {
          schema: z.object({
            releases: z.array(
              z.object({
                releaseId: z.string(),
                service: z.string(),
                notifications: z.array(failed).describe('The last 20.'),
              }),
            ),
            next: z.string().optional(),
          }),
        },
      },
    },
    ...problems('INVALID_REQUEST', 'CURSOR_INVALID'),
  },
});

export function notificationRoutes({ engine }: { readonly engine: Engine }) {
  return new OpenAPIHono<Env>({ defaultHook: refuseInvalid })
    .openapi(read, async (c) => {
      const { id } = c.req.valid('param');
      return c.json({ notifications: notificationsJson(await engine.notifications(id)) }, 200);
    })
    .openapi(resend, async (c) => {
      const { principal } = c.var;
      requireRole(principal, 'operate', 'somewhere');
      const { id, notification: name } = c.req.valid('param');
      const outbox = await engine.notifications(id);
      if (outbox) requireRole(principal, 'operate', { service: outbox.service });
      if (!outbox || !(await engine.resend(id, name)))
        throw new SlipwayError(
          'NOTIFICATION_NOT_FOUND',
          `${id} has no failed notification ${name}.`,
        );
      return c.json(
        { next: 'Queued again, after the notifications already waiting for this recipient.' },
        202,
      );
    })
    .openapi(list, async (c) => {
      const { cursor, limit } = c.req.valid('query');
      const { outboxes, next } = await engine.failedNotifications({
        limit,
        ...(cursor !== undefined && { cursor }),
      });
      const releases = outboxes.map(({ failed: lost, ...row }) => ({
        ...row,
        notifications: lost.map(failedNotificationJson),
      }));
      return c.json({ releases, ...(next !== undefined && { next }) }, 200);
    });
}
