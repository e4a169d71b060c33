/** What a release counts as, for those who measure how they deliver. */
import type { Phase, Release } from './release.ts';

/** A kind of time in the life of a release: work, or a wait for somebody or something. */
export type Span =
  | 'build'
  | 'test'
  | 'deploy'
  | 'verify'
  | 'watch'
  | 'human-wait'
  | 'window-wait'
  | 'lock-wait'
  | 'soak'
  | 'rollback';

const SPAN: Record<Phase, Span | undefined> = {
  planning: 'build',
  building: 'build',
  testing: 'test',
  'awaiting-approval': 'human-wait',
  soaking: 'soak',
  'awaiting-window': 'window-wait',
  'awaiting-lock': 'lock-wait',
  deploying: 'deploy',
  verifying: 'verify',
  watching: 'watch',
  'needs-guidance': 'human-wait',
  'outcome-unknown': 'human-wait',
  'rolling-back': 'rollback',
  done: undefined,
};

/** How long a release was at what, in milliseconds, so far. */
export function timeSpent({ spent }: Pick<Release, 'spent'>): Partial<Record<Span, number>> {
  const sums: Partial<Record<Span, number>> = {};
  for (const { phase, ms } of spent) {
    const span = SPAN[phase];
    if (span) sums[span] = (sums[span] ?? 0) + ms;
  }
  return sums;
}

/**
 * Whether a release counts as a deployment, and as a failed one. Only what reached the last
 * environment was deployed; what was rejected, expired, superseded or cancelled has not failed; and
 * going back is no deployment of its own.
 */
export function countsAs({ plan, steps, outcome }: Pick<Release, 'plan' | 'steps' | 'outcome'>): {
  readonly deployment: boolean;
  readonly failure: boolean;
} {
  const last = plan?.environments.at(-1)?.name;
  const deployment = steps.some(
    ({ name, environment, state }) =>
      name.startsWith('deploy') && environment === last && state === 'passed',
  );
  const failure = deployment && (outcome === 'failed' || outcome === 'rolled-back');
  return { deployment, failure };
}

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
