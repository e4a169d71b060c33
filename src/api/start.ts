import { z } from '@hono/zod-openapi';
import type { Author, ServicePlan } from '../domain/plan.ts';
import { traceOf, traceparentOf } from '../domain/traceparent.ts';
import type { Engine } from './engine.ts';

export interface StartDependencies {
  readonly engine: Engine;
  readonly links: { releaseUrl(id: string): string };
  /** Votes on releases started here must be signed by the other half of this key. */
  readonly voteKey: string;
}

/** A commit that the repository has. */
export interface FoundCommit {
  /** 40 hexadecimal digits. */
  readonly commit: string;
  /** The branch or tag that it was found by. */
  readonly ref?: string;
  readonly author: Author;
  readonly subject: string;
  /** When it was made, in milliseconds since the Unix epoch. */
  readonly committedAtMs?: number;
}

export interface FoundStart {
  readonly service: ServicePlan;
  readonly found: FoundCommit;
  readonly startedBy: string;
  /** The header `traceparent` as it came. */
  readonly trace?: string | undefined;
}

/** The header of W3C Trace Context. One that is malformed is ignored, as it has to be. */
export const traceparent = z
  .string()
  .optional()
  .describe('The trace that the release becomes part of, by W3C Trace Context.');

/** Starts the release of a commit that was found, or finds the one that exists. */
export async function startFound(
  { engine, links, voteKey }: StartDependencies,
  { service, found, startedBy, trace }: FoundStart,
): Promise<{ id: string; created: boolean }> {
  const known = trace === undefined ? undefined : traceparentOf(trace);
  return engine.start({
    ...found,
    service: service.service,
    startedBy,
    voteKey,
    mode: service.environments.at(-1)?.mode ?? 'deployment',
    urlOf: links.releaseUrl,
    ...traceOf(known === undefined ? {} : { traceparent: known }),
  });
}
