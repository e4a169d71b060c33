import type { ReleaseResult } from '../../domain/release/release.ts';

/**
 * How a stage of a release ended: the release continues with a value, starts once more on its way
 * into the environment, or has ended.
 */
export type StageResult<Value = undefined> = Next<Value> | typeof AGAIN | Ended;

export interface Next<Value> {
  readonly kind: 'next';
  readonly value: Value;
}

export interface Ended {
  readonly kind: 'ended';
  readonly result: ReleaseResult;
}

export const AGAIN = { kind: 'again' } as const;

export function next(): Next<undefined>;
export function next<Value>(value: Value): Next<Value>;
export function next<Value>(value?: Value): Next<Value | undefined> {
  return { kind: 'next', value };
}

export function superseded(by: string): Ended {
  return ended({ outcome: 'superseded', summary: `Superseded by ${by}.`, by });
}

export function rejected(by: string, reason: string): Ended {
  return ended({ outcome: 'rejected', summary: `${by} rejected it: ${reason}` });
}

export function expired(environment: string): Ended {
  return ended({
    outcome: 'expired',
    summary: `Expired: ${environment} was not approved in time.`,
  });
}

/** An environment was rolled back from this release, so the release is promoted no further (E11). */
export function rolledBack(environment: string, to: string): Ended {
  return ended({ outcome: 'rolled-back', summary: `Rolled back from ${environment} to ${to}.` });
}

function ended(result: ReleaseResult): Ended {
  return { kind: 'ended', result };
}
