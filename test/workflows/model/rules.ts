/**
 * The rules of docs/rules.md once more, as simple as can be, and not by the code that is tested:
 * what people did to a release, and what follows from it.
 */
import type { Group } from '../../../src/domain/gate/group.ts';
import { DIRECTOR, type Setup } from './setup.ts';

/** The last vote of a person that counts. */
export interface Ballot {
  readonly verdict: 'approve' | 'reject';
  /** What was live when it was cast. */
  readonly live: string | undefined;
  readonly deployAfterMs: number;
}

/** A release, and what was done to it. */
export interface Deeds {
  readonly id: string;
  readonly commit: string;
  /** What slipway.yaml said when it was started. */
  readonly setup: Setup;
  readonly ballots: Map<string, Ballot>;
  /** Whether people are asked. */
  mode: 'approval' | 'automatic';
  isOverridden: boolean;
  /** It was cancelled or terminated. */
  isStopped: boolean;
  /** Its run was ended from outside, so that it could do nothing more. */
  isTerminated: boolean;
  /** Its commit has shown that it is bad. */
  hasFailed: boolean;
  isOver: boolean;
  /** How often something had gone live when it was looked at last. */
  seenMoves?: number;
}

/** Around a release. */
export interface Around {
  /** People who may not vote any more. */
  readonly dismissed: ReadonlySet<string>;
  /** The release that is live. */
  readonly live: string | undefined;
}

/** Who may vote here as a rule. */
export function isMember({ groups }: Setup, by: string): boolean {
  return groups.length === 0 || groups.some(({ members }) => members.includes(by));
}

/** Nobody lets in their own. */
export function isOwn(by: string): boolean {
  return by === 'ana@example.com' || by === 'dev@example.com';
}

export interface Standing {
  readonly kind: 'rejected' | 'approved' | 'waiting';
  /** The latest instant that an approver asked for. */
  readonly deployAfterMs: number;
}

/** How the gate of a release stands. */
export function standing({ setup, ballots }: Deeds, { dismissed, live }: Around): Standing {
  const valid = [...ballots].filter(
    ([, cast]) => setup.staleVotes === 'keep' || cast.live === live,
  );
  const rejecting = valid.filter(([, { verdict }]) => verdict === 'reject');
  if (rejecting.length >= setup.rejections) return { kind: 'rejected', deployAfterMs: 0 };
  const approving = valid.filter(
    ([by, { verdict }]) => verdict === 'approve' && !dismissed.has(by),
  );
  const people = approving.map(([by]) => by);
  const isEnough = people.length >= setup.approvals && canSit(setup.groups, people);
  const deployAfterMs = Math.max(0, ...approving.map(([, cast]) => cast.deployAfterMs));
  return { kind: isEnough ? 'approved' : 'waiting', deployAfterMs };
}

/** Whether each group can have a person of its own: tries everybody on every seat. */
function canSit([group, ...others]: readonly Group[], people: readonly string[]): boolean {
  if (!group) return true;
  return people.some((person) => {
    // A director who was let vote sits wherever somebody is missing.
    if (!group.members.includes(person) && person !== DIRECTOR) return false;
    const rest = people.filter((other) => other !== person);
    return canSit(others, rest);
  });
}
