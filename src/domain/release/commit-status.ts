/** The status of a commit in each environment of its service, for GitHub and GitLab. */
import { phaseLabel } from './phase-label.ts';
import { CHANGING_PHASES, type Outcome, type Release } from './release.ts';
import { waitingFor } from './waiting.ts';

export interface CommitStatus {
  /** Absent where the release ended before its plan was ready. */
  readonly environment?: string;
  readonly state: CommitState;
  /** Whether the release is changing the environment. */
  readonly isUnderway: boolean;
  /** Whether a deployment there was at least tried. */
  readonly isDeployed: boolean;
  /** The URL of the environment. */
  readonly url?: string;
  readonly sentence: string;
}

/**
 * The status of a commit in each environment. It is pending until its release has left the environment
 * for the next one, or has ended: a release that waits, deploys or is watched is never green.
 */
export function commitStatuses(release: Release | undefined): readonly CommitStatus[] {
  const { plan, outcome } = release ?? {};
  if (!release) return [];
  if (!plan) return outcome ? [beforeItsPlan(release, outcome)] : [];
  const names = plan.environments.map(({ name }) => name);
  const reached = Math.max(-1, ...[...placesOf(release)].map((name) => names.indexOf(name)));
  return plan.environments.map(({ name, url }, index) => ({
    environment: name,
    ...(url !== undefined && { url }),
    isDeployed: release.steps.some(
      ({ type, environment }) => type === 'deploy' && environment === name,
    ),
    ...standingAt(index, reached, release),
  }));
}

/** The statuses that have changed. */
export function changedCommitStatuses(
  before: Release | undefined,
  after: Release,
): readonly CommitStatus[] {
  const known = commitStatuses(before).map((commitStatus) => JSON.stringify(commitStatus));
  return commitStatuses(after).filter(
    (commitStatus) => !known.includes(JSON.stringify(commitStatus)),
  );
}

function beforeItsPlan(release: Release, outcome: Outcome): CommitStatus {
  const state = commitState({ outcome });
  return { state, isUnderway: false, isDeployed: false, sentence: endOf(release, outcome) };
}

/** The environments so far. They are entered in order, and none is skipped. */
function placesOf({ environment, timeInPhases }: Release): ReadonlySet<string> {
  const places = [environment, ...timeInPhases.map((stretch) => stretch.environment)];
  return new Set(places.filter((place) => place !== undefined));
}

function standingAt(index: number, reached: number, release: Release) {
  const { outcome, phase } = release;
  if (index < reached || outcome === 'succeeded')
    return { state: 'success' as const, isUnderway: false, sentence: 'Deployed and verified.' };
  if (outcome) {
    const state = commitState({ outcome });
    return { state, isUnderway: false, sentence: endOf(release, outcome) };
  }
  const isHere = index === reached;
  const sentence = index > Math.max(reached, 0) ? 'Not deployed yet.' : doingNow(release);
  return {
    state: 'pending' as const,
    isUnderway: isHere && CHANGING_PHASES.includes(phase),
    sentence,
  };
}

function doingNow(release: Release): string {
  const [wait] = waitingFor(release, release.sinceMs);
  return wait?.sentence ?? `${phaseLabel(release.phase)}.`;
}

const ENDED: Record<Outcome, string> = {
  succeeded: 'Deployed and verified.',
  failed: 'Failed',
  rejected: 'Rejected.',
  expired: 'Expired without a decision.',
  superseded: 'Superseded by a newer release.',
  cancelled: 'Cancelled.',
  'rolled-back': 'Rolled back.',
};

function endOf({ problem }: Release, outcome: Outcome): string {
  if (outcome !== 'failed') return ENDED[outcome];
  return problem ? `${ENDED.failed}: ${problem.code}.` : `${ENDED.failed}.`;
}

/** The status of a commit by its release, in the words of GitHub and GitLab. */
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
