import { setTimeout as pause } from 'node:timers/promises';
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { stream } from 'hono/streaming';
import { SlipwayError } from '../../domain/errors.ts';
import { isUnderWay } from '../../domain/release/history.ts';
import type { LogKey, Store } from '../../store/store.ts';
import { abortOf } from '../abort-signal.ts';
import type { Env } from '../app-context.ts';
import type { Engine } from '../engine.ts';
import { problems, refuseInvalid } from '../problem.ts';
import { readRelease, releaseParams } from './releases.ts';

export interface LogDependencies {
  readonly engine: Engine;
  readonly store: Pick<Store, 'readLog' | 'lastAttempt'>;
  readonly stopping: AbortSignal;
  logError(error: unknown, requestId: string): void;
}

const NEWLINE = 0x0a;
/** How often a followed log is read. */
const LOOK_EVERY_MS = 200;
/** Reads of a silent log between checks that its step still runs: each check calls Temporal. */
const ASK_EVERY_LOOKS = 10;

/** Just below the largest single read of the store. */
const MOST_TAIL_BYTES = 1024 * 1024 - 1;

const logs = createRoute({
  method: 'get',
  path: '/releases/{id}/logs/{step}',
  operationId: 'readLog',
  summary: 'Read or follow the log of a step',
  request: {
    params: releaseParams.extend({
      step: z.string().regex(/^[a-z][a-z0-9-]{0,80}$/, 'expected the name of a step'),
    }),
    query: z.object({
      attempt: z.coerce.number().int().min(1).max(1_000).optional(),
      tail: z.coerce
        .number()
        .int()
        .min(1)
        .max(MOST_TAIL_BYTES)
        .optional()
        .describe('At most this many bytes from the end, starting at a new line.'),
      follow: z
        .string()
        .max(5)
        .optional()
        .describe('If present, the response continues until the step ends.'),
    }),
  },
  responses: {
    200: {
      description: 'The output of the step, with secrets masked',
      content: { 'text/plain': { schema: z.string() } },
    },
    ...problems('INVALID_REQUEST', 'RELEASE_NOT_FOUND', 'LOG_NOT_FOUND'),
  },
});

export function logRoutes(dependencies: LogDependencies) {
  const { engine, store, stopping, logError } = dependencies;
  return new OpenAPIHono<Env>({ defaultHook: refuseInvalid }).openapi(logs, async (c) => {
    const { id: releaseId, step } = c.req.valid('param');
    const { attempt: asked, follow, tail } = c.req.valid('query');
    await readRelease(engine, releaseId);
    const attempt = asked ?? (await store.lastAttempt(releaseId, step));
    const key = { releaseId, step, attempt: attempt ?? 1 };
    if (attempt === undefined || !(await store.readLog(key, 0)))
      throw new SlipwayError('LOG_NOT_FOUND', `${releaseId} has no log of ${step}.`);

    c.header('Content-Type', 'text/plain; charset=utf-8');
    c.header('X-Content-Type-Options', 'nosniff');
    c.header('X-Accel-Buffering', 'no');
    return stream(c, async (out) => {
      const signal = abortOf(out, stopping);
      const isFollowed = follow !== undefined && follow !== 'false';
      const chunks = isFollowed
        ? live(dependencies, key, signal)
        : tail === undefined
          ? all(store, key, signal)
          : end(store, key, tail);
      try {
        for await (const chunk of chunks) await out.write(chunk);
      } catch (error) {
        logError(error, c.var.requestId);
      }
    }) as never;
  });
}

/** The current content of a log. */
async function* all(
  store: LogDependencies['store'],
  key: LogKey,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let offset = 0;
  while (!signal.aborted) {
    const read = await store.readLog(key, offset);
    if (!read || read.chunk.length === 0) return;
    offset += read.chunk.length;
    yield read.chunk;
  }
}

/** The last lines of a log, as many as fit. */
async function* end(
  store: LogDependencies['store'],
  key: LogKey,
  tailBytes: number,
): AsyncGenerator<Uint8Array> {
  // The extra byte shows whether the log is longer.
  const { chunk } = (await store.readLog(key, -tailBytes - 1)) ?? {};
  if (chunk) yield chunk.length > tailBytes ? chunk.subarray(chunk.indexOf(NEWLINE) + 1) : chunk;
}

/** Follows a log, on through further attempts of the step. */
async function* live(
  { engine, store }: LogDependencies,
  { releaseId, step, ...from }: LogKey,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let { attempt } = from;
  let offset = 0;
  for (let silent = 1; !signal.aborted; silent += 1) {
    const read = await store.readLog({ releaseId, step, attempt }, offset);
    if (read && read.chunk.length > 0) {
      offset += read.chunk.length;
      silent = 0;
      yield read.chunk;
      continue;
    }
    const last = await store.lastAttempt(releaseId, step);
    if (last !== undefined && last > attempt) {
      attempt += 1;
      offset = 0;
      yield Buffer.from(`\n— attempt ${attempt} —\n`);
      continue;
    }
    const due = read?.ended === true || silent % ASK_EVERY_LOOKS === 0;
    if (due && !(await isRunning(engine, releaseId, step))) return;
    await pause(LOOK_EVERY_MS);
  }
}

async function isRunning(engine: Engine, id: string, name: string): Promise<boolean> {
  const { steps, phase } = await readRelease(engine, id);
  return phase !== 'done' && steps.some((step) => step.name === name && isUnderWay(step));
}
