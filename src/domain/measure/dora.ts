/**
 * The five measures of DORA (dora.dev) for one service in one environment: how often and how fast
 * changes go live, and how well that goes. Of these, deployment frequency, change lead time and
 * failed deployment recovery time measure the throughput; change fail rate and deployment rework rate
 * measure the instability.
 */
import type { Outcome } from '../release/release.ts';
import { type Deployment, deploymentsOf } from './deployments.ts';
import { type Distribution, distribution } from './distribution.ts';
import { type Share, type Shares, SHARES } from './lead-time.ts';
import type { MeasuredRelease, RolledBackRef } from './measured-release.ts';
import type { Period } from './period.ts';

/** How many of how many. Of none there is no rate. */
export interface Ratio {
  readonly count: number;
  readonly of: number;
  /** From 0 to 1. */
  readonly rate?: number;
}

export interface Measures {
  /** Number of deployments. */
  readonly deployments: number;
  /** The time between deployments: from each one's predecessor to it. */
  readonly between: Distribution;
  /** From the commit until the release was good. */
  readonly leadTime: Distribution;
  /** The parts of `n` lead times together. */
  readonly split: { readonly n: number; readonly ms: Shares };
  readonly changeFail: Ratio;
  /** From going live to something good being live again, of deployments that failed. */
  readonly recovery: Distribution & { readonly open: number };
  readonly rework: Ratio;
  /** How many were deployed by override. */
  readonly overridden: number;
}

type Span = Pick<Period, 'fromMs' | 'toMs'>;

export interface EnvironmentMeasures {
  readonly environment: string;
  readonly total: Measures;
  /** One for each period that was asked for. */
  readonly periods: readonly Measures[];
}

export interface ServiceMeasures {
  readonly service: string;
  /** How the releases ended that ended in all of this time, in whichever environment. */
  readonly endings: Partial<Record<Outcome, number>>;
  readonly environments: readonly EnvironmentMeasures[];
}

/**
 * Measures services. Facts from before and after the periods are needed too, for incidents and for
 * recoveries.
 *
 * @param facts of releases, each once, and of what was rolled back
 * @param periods in order, each beginning where the one before ends
 * @param places the services and environments of the result, also those without a deployment
 */
export function dora(
  facts: {
    readonly measuredReleases: readonly MeasuredRelease[];
    readonly rolledBack: readonly RolledBackRef[];
  },
  periods: readonly Period[],
  places: readonly { readonly service: string; readonly environments: readonly string[] }[],
): ServiceMeasures[] {
  const whole = { fromMs: periods[0]?.fromMs ?? 0, toMs: periods.at(-1)?.toMs ?? 0 };
  const deployments = deploymentsOf(facts.measuredReleases, facts.rolledBack, whole);
  return places.map(({ service, environments }) => ({
    service,
    endings: endingsOf(
      facts.measuredReleases.filter((one) => one.service === service),
      whole,
    ),
    environments: environments.map((environment) => {
      const here = deployments.filter(
        (one) => one.service === service && one.environment === environment,
      );
      const periodically = periods.map((period) =>
        measuresOf(here.filter(({ deployedAtMs }) => isIn(period, deployedAtMs))),
      );
      return { environment, total: measuresOf(here), periods: periodically };
    }),
  }));
}

function isIn({ fromMs, toMs }: Span, atMs: number): boolean {
  return fromMs <= atMs && atMs < toMs;
}

function measuresOf(deployments: readonly Deployment[]): Measures {
  const of = deployments.length;
  const failed = deployments.filter((one) => one.failed);
  const leads = deployments.flatMap(({ leadTime }) => leadTime ?? []);
  const recoveries = failed.flatMap(({ recoveryMs }) => recoveryMs ?? []);
  const open = failed.length - recoveries.length;
  return {
    deployments: of,
    between: distribution(deployments.flatMap(({ sinceLastMs }) => sinceLastMs ?? [])),
    leadTime: distribution(leads.map(({ ms }) => ms)),
    split: splitOf(leads.flatMap(({ shares }) => shares ?? [])),
    changeFail: ratio(failed.length, of),
    recovery: { ...distribution(recoveries), open },
    rework: ratio(deployments.filter(({ rework }) => rework).length, of),
    overridden: deployments.filter(({ overridden }) => overridden).length,
  };
}

function splitOf(all: readonly Shares[]): Measures['split'] {
  const sum = (share: Share) => all.reduce((total, shares) => total + shares[share], 0);
  const sums = SHARES.map((share) => [share, sum(share)] as const);
  return { n: all.length, ms: Object.fromEntries(sums) as Shares };
}

function ratio(count: number, of: number): Ratio {
  return { count, of, ...(of > 0 && { rate: count / of }) };
}

/** Rejected, expired, superseded and cancelled releases are counted, and are no failures. */
function endingsOf(
  measuredReleases: readonly MeasuredRelease[],
  span: Span,
): ServiceMeasures['endings'] {
  const counts: Partial<Record<Outcome, number>> = {};
  for (const { outcome, endedAtMs } of measuredReleases)
    if (outcome !== undefined && endedAtMs !== undefined && isIn(span, endedAtMs))
      counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}
