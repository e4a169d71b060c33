import { ERRORS } from '../domain/errors.ts';
import { castVote } from '../domain/gate.ts';
import type { Release } from '../domain/release.ts';
import type { StoryEvent } from '../domain/story.ts';
import { rfc3339 } from './release-json.ts';

/**
 * What a reader of the stream learns from one event; what the release already says is left out.
 *
 * @param before what was known of the release before it
 */
export function eventJson(event: StoryEvent, before: Release | undefined): Record<string, unknown> {
  const { id: _, kind, atMs, ...rest } = event;
  return { kind, at: rfc3339(atMs), ...told({ ...rest, kind } as StoryEvent, before) };
}

function told(event: StoryEvent, before: Release | undefined): Record<string, unknown> {
  const { kind, ...rest } = event;
  switch (kind) {
    case 'started': {
      const { id, service, commit, subject, startedBy } = event.input;
      return { release: id, service, commit, subject, startedBy };
    }
    case 'planned':
      return {
        environments: event.plan.environments.map(({ name, mode }) => ({ name, mode })),
        suites: event.plan.pipeline.test.map(({ name }) => name),
      };
    case 'gate-opened':
      return { environment: event.manifest.environment, manifest: event.manifest };
    case 'voted': {
      const { by, verdict, comment } = event.vote;
      const { effect } = castVote(before?.gate, event.vote);
      const reason = effect.kind === 'refused' ? { reason: effect.code } : {};
      return {
        by,
        verdict,
        ...(comment !== undefined && { comment }),
        vote: effect.kind,
        ...reason,
      };
    }
    case 'step-ended':
    case 'ended': {
      const { problem } = event;
      return {
        ...rest,
        ...(problem && { problem: { ...problem, next: ERRORS[problem.code].next } }),
      };
    }
    default:
      return rest;
  }
}
