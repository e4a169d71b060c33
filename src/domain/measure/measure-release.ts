import { entriesOfHistory } from '../audit-log/entries-of-history.ts';
import type { ReleaseEvent } from '../release/event.ts';
import { releaseFromEvents } from '../release/history.ts';
import type { Release, TimeInPhase } from '../release/release.ts';
import { outcomesFrom } from './from-audit-log.ts';
import type { MeasuredRelease } from './measured-release.ts';

/** Measures a release by its history so far; `undefined` before it started. */
export function measureRelease(history: readonly ReleaseEvent[]): MeasuredRelease | undefined {
  const release = releaseFromEvents(history);
  if (!release) return undefined;
  const { input, startedAtMs, endedAtMs, outcome } = release;
  return {
    releaseId: input.id,
    service: input.service,
    commit: input.commit,
    ...(input.committedAtMs !== undefined && { committedAtMs: input.committedAtMs }),
    startedAtMs,
    ...(endedAtMs !== undefined && { endedAtMs }),
    ...(outcome !== undefined && { outcome }),
    deploymentOutcomes: outcomesFrom(entriesOfHistory(history, [])),
    timeInPhases: spentUntil(release, history.at(-1)?.atMs ?? startedAtMs),
  };
}

/** The time in phases with the current one, as far as it is known. */
function spentUntil(
  { phase, environment, sinceMs, timeInPhases }: Release,
  atMs: number,
): TimeInPhase[] {
  const now = { phase, ...(environment !== undefined && { environment }), ms: atMs - sinceMs };
  return [...timeInPhases, ...(phase === 'done' ? [] : [now])].filter(({ ms }) => ms > 0);
}
