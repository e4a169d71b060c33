import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { streamSSE } from 'hono/streaming';
import { applyEvent, releaseFromEvents } from '../../domain/release/history.ts';
import { abortOf } from '../abort-signal.ts';
import type { Env } from '../app-context.ts';
import type { Engine } from '../engine.ts';
import { problems, refuseInvalid } from '../problem.ts';
import { eventJson } from './event-json.ts';
import { releaseParams } from './releases.ts';

export interface EventDependencies {
  readonly engine: Engine;
  /** Fires when the server stops: open streams end then. */
  readonly stopping: AbortSignal;
  logError(error: unknown, requestId: string): void;
}

/** Proxies close what is silent; most wait for a minute. */
const HEARTBEAT_MS = 15_000;

const sentEvent = z
  .object({ id: z.string(), event: z.string(), data: z.string() })
  .openapi('ReleaseEvent');

const events = createRoute({
  method: 'get',
  path: '/releases/{id}/events',
  operationId: 'followRelease',
  summary: 'Follow a release as server-sent events',
  description:
    'Every event carries the id of the event of the history that it tells, so `Last-Event-ID` ' +
    'resumes exactly. It goes on while no worker runs. 204 when nothing more will come.',
  request: {
    params: releaseParams,
    headers: z.object({
      'last-event-id': z
        .string()
        .regex(/^\d{1,15}$/, 'expected the id of an event')
        .optional(),
    }),
  },
  responses: {
    200: {
      description:
        'Events, each of this shape; `data` is JSON with `kind`, `at`, the `phase` after it, and ' +
        '`waitingFor` if it waits',
      content: { 'text/event-stream': { schema: sentEvent } },
    },
    204: { description: 'The release has ended, and all of it is known already' },
    ...problems('INVALID_REQUEST', 'RELEASE_NOT_FOUND'),
  },
});

export function eventRoutes({ engine, stopping, logError }: EventDependencies) {
  return new OpenAPIHono<Env>({ defaultHook: refuseInvalid }).openapi(events, async (c) => {
    const { id } = c.req.valid('param');
    const after = Number(c.req.valid('header')['last-event-id'] ?? 0);
    const history = await engine.history(id);
    const last = history.at(-1);
    // An EventSource comes back after every end, and stops at 204.
    if (last?.kind === 'ended' && last.id <= after) return c.body(null, 204);

    // Not every proxy passes a stream on unless it is told to.
    c.header('X-Accel-Buffering', 'no');
    return streamSSE(c, async (stream) => {
      const signal = abortOf(stream, stopping);
      const heartbeat = setInterval(() => void stream.write(': still here\n\n'), HEARTBEAT_MS);
      try {
        let release = releaseFromEvents(history.filter((event) => event.id <= after));
        for await (const event of engine.follow(id, { after, signal })) {
          const data = JSON.stringify(eventJson(event, release));
          release = applyEvent(release, event);
          await stream.writeSSE({ id: String(event.id), event: event.kind, data });
        }
      } catch (error) {
        // The stream just ends: its reader comes back with the last id.
        logError(error, c.var.requestId);
      } finally {
        clearInterval(heartbeat);
      }
    });
  });
}
