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
  /** Aborts when the server stops, which ends open streams. */
  readonly stopping: AbortSignal;
  logError(error: unknown, requestId: string): void;
}

/** Proxies close silent connections, most of them after a minute. */
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
    "Each event's id is its position in the history, so `Last-Event-ID` resumes exactly. Works " +
    'without a worker. 204 once the release has ended.',
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
        'Events of this shape. `data` is JSON: `kind`, `at`, the `phase` after the event, and ' +
        '`waitingFor` if the release waits',
      content: { 'text/event-stream': { schema: sentEvent } },
    },
    204: { description: 'The release has ended, and no events are left' },
    ...problems('INVALID_REQUEST', 'RELEASE_NOT_FOUND'),
  },
});

export function eventRoutes({ engine, stopping, logError }: EventDependencies) {
  return new OpenAPIHono<Env>({ defaultHook: refuseInvalid }).openapi(events, async (c) => {
    const { id } = c.req.valid('param');
    const after = Number(c.req.valid('header')['last-event-id'] ?? 0);
    const history = await engine.history(id);
    const last = history.at(-1);
    // An EventSource reconnects after every end, and stops at 204.
    if (last?.kind === 'ended' && last.id <= after) return c.body(null, 204);

    // Some proxies buffer streams without this header.
    c.header('X-Accel-Buffering', 'no');
    return streamSSE(c, async (stream) => {
      const signal = abortOf(stream, stopping);
      const heartbeat = setInterval(() => void stream.write(': still here\n\n'), HEARTBEAT_MS);
      try {
        let release = releaseFromEvents(history.filter((event) => event.id <= after));
        for await (const event of engine.follow(id, { after, signal })) {
          release = applyEvent(release, event);
          const data = JSON.stringify(eventJson(event, release));
          await stream.writeSSE({ id: String(event.id), event: event.kind, data });
        }
      } catch (error) {
        // The stream ends, and its reader reconnects with the last id.
        logError(error, c.var.requestId);
      } finally {
        clearInterval(heartbeat);
      }
    });
  });
}
