/** The lead time of a change, from its commit until it was good in an environment, and its parts. */
import type { Phase, TimeInPhase } from '../release/release.ts';
import type { DeploymentOutcome } from './deployment-outcome.ts';
import type { MeasuredRelease } from './measured-release.ts';

/**
 * A kind of time on the way of a change. `before`: from the commit until its release was started.
 * `staging`: the work in the environments before this one. The waits are those before all of them.
 */
export const SHARES = [
  'before',
  'build',
  'test',
  'staging',
  'human-wait',
  'soak',
  'window-wait',
  'lock-wait',
  'deploy',
  'verify',
] as const;
export type Share = (typeof SHARES)[number];

/** In milliseconds. */
export type Shares = Readonly<Record<Share, number>>;

export interface LeadTime {
  readonly ms: number;
  /** They sum to `ms`. Absent where the time in phases is not known. */
  readonly shares?: Shares;
}

/**
 * The lead time of a deployment: from the commit until it was first good, by its verification or by the
 * decision of a user. `undefined` if it never was, or if the time of the commit is not known.
 */
export function leadTimeOf(
  { committedAtMs, startedAtMs, timeInPhases }: MeasuredRelease,
  { environment, goodAtMs }: DeploymentOutcome,
): LeadTime | undefined {
  if (committedAtMs === undefined || goodAtMs === undefined) return undefined;
  // The clock of the author may be ahead.
  const beforeMs = Math.max(0, startedAtMs - committedAtMs);
  const insideMs = goodAtMs - startedAtMs;
  const shares = timeInPhases && sharesOf(timeInPhases, environment, insideMs);
  return {
    ms: beforeMs + insideMs,
    ...(shares && { shares: { ...shares, before: beforeMs } }),
  };
}

/** The shares of the first `ms` of a release; `undefined` if the stretches do not reach as far. */
function sharesOf(
  timeInPhases: readonly TimeInPhase[],
  environment: string,
  ms: number,
): Record<Share, number> | undefined {
  const sums = { ...NOTHING };
  let left = ms;
  for (const stretch of timeInPhases) {
    const part = Math.min(left, stretch.ms);
    const share = shareOf(stretch, environment);
    // A phase of another version.
    if (!share) return undefined;
    sums[share] += part;
    left -= part;
  }
  return left === 0 ? sums : undefined;
}

const NOTHING = Object.fromEntries(SHARES.map((share) => [share, 0])) as Shares;

/** The phases in an environment are parts of their own only for that environment. */
function shareOf(
  { phase, environment: place }: TimeInPhase,
  environment: string,
): Share | undefined {
  const share = SHARE[phase];
  const isWork = share === 'deploy' || share === 'verify';
  return isWork && place !== environment ? 'staging' : share;
}

const SHARE: Readonly<Partial<Record<string, Share>>> = {
  planning: 'build',
  building: 'build',
  testing: 'test',
  'awaiting-approval': 'human-wait',
  'awaiting-guidance': 'human-wait',
  soaking: 'soak',
  scheduled: 'human-wait',
  'awaiting-window': 'window-wait',
  queued: 'lock-wait',
  deploying: 'deploy',
  'rolling-back': 'deploy',
  verifying: 'verify',
  watching: 'verify',
  // The end takes no time.
  done: 'verify',
} satisfies Record<Phase, Share>;
