import { z } from '@hono/zod-openapi';
import type { Author } from '../../domain/author.ts';
import type { ServicePlan } from '../../domain/plan/plan.ts';
import { traceOf, traceparentOf } from '../../domain/traceparent.ts';
import type { Engine } from '../engine.ts';

export interface StartDependencies {
  readonly engine: Engine;
  readonly links: { releaseUrl(id: string): string };
  /** Votes on releases started here must be signed by the other half of this key. */
  readonly voteKey: string;
}

/** A commit of the repository. */
export interface FoundCommit {
  /** 40 hexadecimal digits. */
  readonly commit: string;
  /** The branch or tag that led to the commit. */
  readonly ref?: string;
  readonly author: Author;
  readonly subject: string;
  /** The commit time, in milliseconds since the Unix epoch. */
  readonly committedAtMs?: number;
}

/** Finds a commit by ref or by id. @throws SlipwayError with a code about the source */
export type Resolve = (request: {
  readonly repository: string;
  /** The commit must be on one of them. Empty allows every commit. */
  readonly branches: readonly string[];
  readonly ref?: string;
  readonly commit?: string;
}) => Promise<FoundCommit>;

export interface FoundStart {
  readonly service: ServicePlan;
  readonly found: FoundCommit;
  readonly startedBy: string;
  /** Whether an existing release that ended before production is returned, too. */
  readonly once?: boolean;
  /** The `traceparent` header. */
  readonly trace?: string | undefined;
}

/** W3C Trace Context requires that a malformed header is ignored. */
export const traceparent = z
  .string()
  .optional()
  .describe('The trace that the release joins, in W3C Trace Context.');

/** Starts a release of a found commit, or returns the existing one. */
export async function startFound(
  { engine, links, voteKey }: StartDependencies,
  { service, found, startedBy, once, trace }: FoundStart,
): Promise<{ id: string; created: boolean }> {
  const known = trace === undefined ? undefined : traceparentOf(trace);
  return engine.start({
    ...found,
    service: service.service,
    startedBy,
    ...(once && { once }),
    voteKey,
    notifies: service.notifications !== undefined,
    mode: service.environments.at(-1)?.mode ?? 'automatic',
    urlOf: links.releaseUrl,
    ...traceOf(known === undefined ? {} : { traceparent: known }),
  });
}
