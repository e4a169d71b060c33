/** The state of a watch, and what follows from it. */
import { type CheckResult, overall, type VerificationResult } from './check-result.ts';
import type { WatchCheck } from './pipeline.ts';

/** The settings of a check that a watch needs. */
export type WatchedCheck = Pick<WatchCheck, 'name' | 'failureThreshold'>;

/** The results of a check since the watch began. Plain JSON: a later attempt continues from it. */
export interface CheckReading {
  readonly name: string;
  /** The number of runs. */
  readonly looks: number;
  readonly passed: number;
  readonly failed: number;
  /** Failed runs since the last that passed; inconclusive ones neither add nor end them. */
  readonly failuresInARow: number;
  /** How many of the newest runs were inconclusive, without a gap. */
  readonly blindInARow: number;
  /** The sentence of the newest run. */
  readonly last?: string;
}

/** One for each check, in their order. */
export type WatchState = readonly CheckReading[];

/** The result of a watch. */
export interface WatchResult {
  readonly finding: CheckResult;
  /** Why, for users. */
  readonly sentence: string;
  /** A sentence for each check. */
  readonly checks: readonly string[];
}

const NOTHING_SEEN = { looks: 0, passed: 0, failed: 0, failuresInARow: 0, blindInARow: 0 };

/** Where a watch begins. */
export function emptyWatch(checks: readonly WatchedCheck[]): WatchState {
  return checks.map(({ name }) => ({ name, ...NOTHING_SEEN }));
}

/** The state from which an interrupted watch continues: anything that is no state counts as nothing. */
export function resumeWatch(checks: readonly WatchedCheck[], details: unknown): WatchState {
  const kept: readonly unknown[] = Array.isArray(details) ? details : [];
  return emptyWatch(checks).map((fresh) => {
    const sight = kept.find((one) => isCheckReading(one) && one.name === fresh.name);
    return (sight as CheckReading | undefined) ?? fresh;
  });
}

function isCheckReading(value: unknown): value is CheckReading {
  if (typeof value !== 'object' || value === null) return false;
  const sight = value as Readonly<Record<string, unknown>>;
  const counts = Object.keys(NOTHING_SEEN).map((key) => sight[key]);
  return (
    typeof sight['name'] === 'string' &&
    counts.every((count) => Number.isSafeInteger(count) && Number(count) >= 0) &&
    ['undefined', 'string'].includes(typeof sight['last'])
  );
}

/** Counts one run of the check of that name. */
export function observe(state: WatchState, name: string, result: VerificationResult): WatchState {
  return state.map((sight) => (sight.name === name ? seen(sight, result) : sight));
}

function seen(sight: CheckReading, { verdict, sentence }: VerificationResult): CheckReading {
  const looked = { ...sight, looks: sight.looks + 1, last: sentence };
  switch (verdict) {
    case 'passed':
      return { ...looked, passed: sight.passed + 1, failuresInARow: 0, blindInARow: 0 };
    case 'failed': {
      const failuresInARow = sight.failuresInARow + 1;
      return { ...looked, failed: sight.failed + 1, failuresInARow, blindInARow: 0 };
    }
    case 'inconclusive':
      return { ...looked, blindInARow: sight.blindInARow + 1 };
  }
}

/** Whether some check has failed too often in a row, so that there is nothing more to wait for. */
export function hasFailed(checks: readonly WatchedCheck[], state: WatchState): boolean {
  return findings(checks, state).some(({ verdict }) => verdict === 'failed');
}

/**
 * The result of a watch: failed if a check failed too often in a row; inconclusive if the newest runs of
 * one were inconclusive, as many as would make it fail, or if one has never passed. Without checks the
 * release has passed.
 */
export function concludeWatch(checks: readonly WatchedCheck[], state: WatchState): WatchResult {
  const found = findings(checks, state);
  const finding = overall(found);
  const why = found.filter(({ verdict }) => verdict === finding).map(({ sentence }) => sentence);
  const all = `Every check held: ${state.map(({ name }) => name).join(', ')}.`;
  const passed = state.length === 0 ? 'No checks to watch.' : all;
  return {
    finding,
    sentence: finding === 'passed' ? passed : why.join(' '),
    checks: state.map(tally),
  };
}

function findings(
  checks: readonly WatchedCheck[],
  state: WatchState,
): readonly VerificationResult[] {
  return checks.flatMap((check) =>
    state.filter(({ name }) => name === check.name).map((sight) => judge(check, sight)),
  );
}

function judge({ name, failureThreshold }: WatchedCheck, sight: CheckReading): VerificationResult {
  const { passed, failuresInARow, blindInARow } = sight;
  const last = sight.last === undefined ? '' : ` ${sight.last}`;
  if (failuresInARow >= failureThreshold)
    return { verdict: 'failed', sentence: `${name} failed ${inARow(failuresInARow)}.${last}` };
  if (blindInARow >= failureThreshold)
    return {
      verdict: 'inconclusive',
      sentence: `${name} inconclusive ${inARow(blindInARow)}.${last}`,
    };
  // A watch that was too short to fail has not shown either that the release is good.
  if (passed === 0) return { verdict: 'inconclusive', sentence: `${name} never passed.${last}` };
  return { verdict: 'passed', sentence: tally(sight) };
}

function inARow(count: number): string {
  return count === 1 ? 'once' : `${count} times in a row`;
}

function tally({ name, looks, passed, failed, last }: CheckReading): string {
  const blind = looks - passed - failed;
  const parts = [`${passed} passed`, `${failed} failed`];
  if (blind > 0) parts.push(`${blind} inconclusive`);
  const newest = last === undefined ? '' : ` The last: ${last}`;
  return `${name}: of ${looks} ${looks === 1 ? 'look' : 'looks'} ${parts.join(', ')}.${newest}`;
}
