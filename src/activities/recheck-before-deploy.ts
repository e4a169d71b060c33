import type { WindowState } from '../domain/environment/deployment-window.ts';
import type { LiveReleaseRef } from '../domain/environment/environment.ts';
import type { AccessScope } from '../domain/people/principal.ts';
import { inCatalogue } from './failure.ts';

export interface RecheckInput {
  readonly service: string;
  readonly environment: string;
  readonly releaseId: string;
  /** What was live when it was asked, `null` for nothing; absent where nobody was asked. */
  readonly live?: string | null;
  /** What is live now, `null` for nothing. */
  readonly found: LiveReleaseRef | null;
  /** Whether another live release matters to who was asked. */
  readonly staleVotes: 'dismiss' | 'keep';
  /** Names of principals. */
  readonly approvers: readonly string[];
  /** The names of the groups of the gate; empty where anybody may vote. */
  readonly groups: readonly string[];
  /** Whether it enters although the windows are closed. */
  readonly skipWindow?: boolean;
}

/** Whether a release may deploy now, or the first reason why not, in this order. */
export type EntryAnswer =
  /** @property atMs when the windows were found open, if they were looked at */
  | { readonly kind: 'ok'; readonly atMs?: number }
  | { readonly kind: 'live-changed'; readonly live: string | null }
  | { readonly kind: 'closed'; readonly window: WindowState }
  | { readonly kind: 'ineligible'; readonly people: readonly string[] };

export interface VotesQuestion {
  readonly service: string;
  readonly environment: string;
  readonly approvers: readonly string[];
  readonly groups: readonly string[];
}

/** Whether the configuration of now lets this person approve there, for one of these groups. */
export type Eligible = (question: {
  readonly name: string;
  readonly place: AccessScope;
  readonly groups: readonly string[];
}) => Promise<boolean>;

export interface EntryDependencies {
  /** The windows as they are configured now. */
  checkWindow(place: {
    readonly service: string;
    readonly environment: string;
  }): Promise<WindowState & { readonly atMs?: number }>;
  eligible: Eligible;
}

/**
 * Looks again, under the lock, at all that may have changed since the release was ready: what is
 * live, the windows, and whether those who approved still may. Only reads; may be repeated.
 */
export function createRecheckBeforeDeploy({ checkWindow, eligible }: EntryDependencies) {
  return async function recheckBeforeDeploy(question: RecheckInput): Promise<EntryAnswer> {
    return inCatalogue(async () => {
      const { service, environment, found, approvers, groups } = question;
      const liveId = found?.releaseId ?? null;
      // It may be live itself, where it is tried again: nobody has come between.
      const known = [question.live, question.releaseId];
      if (
        question.staleVotes === 'dismiss' &&
        question.live !== undefined &&
        !known.includes(liveId)
      )
        return { kind: 'live-changed', live: liveId };
      const window = question.skipWindow ? undefined : await checkWindow({ service, environment });
      if (window && !window.open) return { kind: 'closed', window };
      const place = { service, environment };
      const people = await ineligible(eligible, { place, approvers, groups });
      if (people.length > 0) return { kind: 'ineligible', people };
      return { kind: 'ok', ...(window?.atMs !== undefined && { atMs: window.atMs }) };
    });
  };
}

/**
 * Tells which of those who approved may not do so any more, by the configuration of now. Only
 * reads; may be repeated.
 */
export function createRecheckVoters({ eligible }: Pick<EntryDependencies, 'eligible'>) {
  return async function recheckVoters({
    approvers,
    groups,
    ...place
  }: VotesQuestion): Promise<{ readonly ineligible: readonly string[] }> {
    return { ineligible: await ineligible(eligible, { place, approvers, groups }) };
  };
}

async function ineligible(
  eligible: Eligible,
  {
    approvers,
    ...asked
  }: { place: AccessScope; approvers: readonly string[]; groups: readonly string[] },
): Promise<readonly string[]> {
  const answers = await Promise.all(
    approvers.map(async (name) => ((await eligible({ name, ...asked })) ? [] : [name])),
  );
  return answers.flat();
}
