import type { Release } from './release.ts';

/** What a commit shows of its release: GitHub and GitLab know these words. */
export function commitState({ outcome }: Pick<Release, 'outcome'>): CommitState {
  if (outcome === undefined) return 'pending';
  switch (outcome) {
    case 'succeeded':
      return 'success';
    case 'failed':
    case 'rejected':
    case 'rolled-back':
      return 'failure';
    case 'expired':
    case 'superseded':
    case 'cancelled':
      return 'error';
  }
}

export type CommitState = 'pending' | 'success' | 'failure' | 'error';
