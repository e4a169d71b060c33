/** The number of releases, by phase and by outcome. */
import { GUIDANCE_PHASES, type Outcome, type Phase } from '../release/release.ts';
import type { Wait } from '../release/waiting.ts';

export interface ReleaseCounts {
  /** Those that run, by phase; a phase without any is 0. */
  readonly running: Readonly<Partial<Record<Phase, number>>>;
  /** Those that have ended and are remembered, by outcome. */
  readonly ended: Readonly<Partial<Record<Outcome, number>>>;
  /** The longest wait of each kind; absent: none. */
  readonly oldestWaitMs: Readonly<Partial<Record<WaitKind, number>>>;
  /** How many have failed notifications, which can be sent again. */
  readonly failedNotifications: number;
  /** How many wait for their turn in each environment that is configured. */
  readonly queues: readonly WaitCount[];
}

/** The kinds of wait that are known without a query to the release. */
export type WaitKind = Extract<Wait['kind'], 'approval' | 'soak' | 'window' | 'queue' | 'guidance'>;

export interface WaitCount {
  readonly service: string;
  readonly environment: string;
  readonly length: number;
}

/** The phases of a release that waits for each of them. */
export const PHASES_OF_WAIT: Readonly<Record<WaitKind, readonly Phase[]>> = {
  approval: ['awaiting-approval'],
  soak: ['soaking'],
  window: ['awaiting-window'],
  queue: ['queued'],
  guidance: GUIDANCE_PHASES,
};

export const WAIT_KINDS = Object.keys(PHASES_OF_WAIT) as readonly WaitKind[];

/** How many releases wait for something. */
export function countWaits({ running }: Pick<ReleaseCounts, 'running'>, kind: WaitKind): number {
  return PHASES_OF_WAIT[kind].reduce((sum, phase) => sum + (running[phase] ?? 0), 0);
}
