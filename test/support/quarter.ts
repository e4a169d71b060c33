import { withMeasurements } from '../../src/domain/measure/from-audit-log.ts';
import type { MeasuredRelease } from '../../src/domain/measure/measured-release.ts';
import type { Outcome, TimeInPhase } from '../../src/domain/release/release.ts';
import { measured } from './journey.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How releases of a quarter ended, the oldest first; the same each time. */
const ENDS: readonly Outcome[] = [
  'succeeded',
  'succeeded',
  'rejected',
  'succeeded',
  'failed',
  'succeeded',
  'superseded',
  'succeeded',
  'succeeded',
  'succeeded',
  'expired',
  'succeeded',
  'rolled-back',
  'succeeded',
];
const COUNT = 42;

/** The records of what a service has delivered in the twelve weeks until an instant. */
export function recordsOfAQuarter(nowMs: number) {
  return Array.from({ length: COUNT }, (_, i) => {
    const outcome = ENDS[i % ENDS.length] as Outcome;
    const told = measureRelease(i, outcome, nowMs);
    const ended = { id: 'e', kind: 'ended' as const, atMs: endOf(told), facts: { outcome } };
    return { auditLogId: told.releaseId, entries: [withMeasurements(ended, told)] };
  });
}

function endOf({ startedAtMs, timeInPhases = [] }: MeasuredRelease): number {
  return startedAtMs + timeInPhases.reduce((sum, { ms }) => sum + ms, 0);
}

function measureRelease(i: number, outcome: Outcome, nowMs: number): MeasuredRelease {
  // They come closer together.
  const daysAgo = 80 * (1 - (i / COUNT) ** 0.7) + 0.2;
  const startedAtMs = Math.round(nowMs - daysAgo * DAY_MS);
  const timeInPhases = spentBy(i);
  const lasted = (stretches: readonly TimeInPhase[]) =>
    startedAtMs + stretches.reduce((sum, { ms }) => sum + ms, 0);
  const deployedAtMs = lasted(timeInPhases.slice(0, -1));
  const isLive = ['succeeded', 'failed', 'rolled-back'].includes(outcome);
  const isGood = outcome === 'succeeded';
  const deploymentOutcome = { environment: 'production', deployedAtMs };
  const found = isGood ? { goodAtMs: lasted(timeInPhases) } : { failedAtMs: lasted(timeInPhases) };
  return measured({
    releaseId: `hello-${i.toString(16).padStart(12, '0')}`,
    committedAtMs: startedAtMs - (5 + ((i * 37) % 50)) * MINUTE_MS,
    startedAtMs,
    deploymentOutcomes: isLive ? [{ ...deploymentOutcome, ...found }] : [],
    timeInPhases,
  });
}

function spentBy(i: number): TimeInPhase[] {
  const swing = 1 + ((i * 29) % 11) / 5 - i / COUNT;
  const minutes = (count: number) => Math.round(count * swing * MINUTE_MS);
  const environment = 'production';
  return [
    { phase: 'building', ms: minutes(4) },
    { phase: 'testing', ms: minutes(11) },
    { phase: 'deploying', environment: 'staging', ms: minutes(3) },
    { phase: 'awaiting-approval', environment, ms: minutes(70) },
    { phase: 'soaking', environment, ms: minutes(10) },
    { phase: 'awaiting-window', environment, ms: i % 4 === 0 ? minutes(60) : 0 },
    { phase: 'queued', environment, ms: i % 5 === 0 ? minutes(12) : 0 },
    { phase: 'deploying', environment, ms: minutes(4) },
    { phase: 'verifying', environment, ms: minutes(3) },
  ];
}
