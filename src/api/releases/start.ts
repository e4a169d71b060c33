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

/** Finds the commit that is meant. @throws SlipwayError with a code about the source */
export type Resolve = (request: {
  readonly repository: string;
  /** It must be reachable from one of them. Empty allows every commit. */
  readonly branches: readonly string[];
  readonly ref?: string;
  readonly commit?: string;
}) => Promise<FoundCommit>;

export interface FoundStart {
  readonly service: ServicePlan;
  readonly found: FoundCommit;
  readonly startedBy: string;
  /** Whether one that ended short of production stands, too. */
  readonly once?: boolean;
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
