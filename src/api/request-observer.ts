import { randomUUID } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import { type ErrorCode, SlipwayError } from '../domain/errors.ts';
import { isReleaseId } from '../domain/release/release-id.ts';
import type { Env } from './app-context.ts';

/** A finished request, or a stream that has started. */
export interface FinishedRequest {
  /** The id that the request came with, or a new one. */
  readonly id: string;
  readonly method: string;
  /** The route, such as `/releases/:id`, or `none`. */
  readonly route: string;
  /** Without the query. */
  readonly path: string;
  readonly status: number;
  readonly durationMs: number;
  /** Absent on public routes. */
  readonly principal?: string;
  /** The releases that it concerns or has started. */
  readonly releases: readonly string[];
  /** The sender of a webhook, such as `github`. */
  readonly sender?: string;
  /** The code of the error. */
  readonly code?: ErrorCode;
}

/** Request ids from outside that are safe in logs and headers. */
const WELL_FORMED = /^[\w.:/+=@-]{1,128}$/;

/**
 * Gives each request an id, returns it as `X-Request-Id`, and reports the finished request.
 *
 * @param tell must not throw
 */
export function observe(tell: (request: FinishedRequest) => void): MiddlewareHandler<Env> {
  return async (c, next) => {
    const startedMs = performance.now();
    const given = c.req.header('X-Request-Id') ?? '';
    const id = WELL_FORMED.test(given) ? given : randomUUID();
    c.set('requestId', id);
    await next();
    c.res.headers.set('X-Request-Id', id);
    const handler = matchedRoutes(c).findLast(({ method }) => method !== 'ALL');
    const principal = c.get('principal')?.name;
    const sender = c.get('sender');
    tell({
      id,
      method: c.req.method,
      route: handler?.path.replaceAll(/\{[^}]*\}/g, '') ?? 'none',
      path: c.req.path,
      status: c.res.status,
      durationMs: performance.now() - startedMs,
      ...(principal !== undefined && { principal }),
      releases: c.get('releases') ?? releaseIn(c.req.path),
      ...(sender !== undefined && { sender }),
      ...(c.error && { code: c.error instanceof SlipwayError ? c.error.code : 'INTERNAL' }),
    });
  };
}

function releaseIn(path: string): readonly string[] {
  const id = /^\/(?:ui\/)?releases\/([^/]+)/.exec(path)?.[1];
  return id !== undefined && isReleaseId(id) ? [id] : [];
}
