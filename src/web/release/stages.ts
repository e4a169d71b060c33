/** A release as stages: build, test, and each environment. */
import { GUIDANCE_PHASES, type Phase, WAITING_PHASES } from '../../domain/release/release.ts';
import type { Release } from '../../client/responses.ts';

type Step = Release['steps'][number];

/** A step or a wait in a stage. */
export type Row =
  | { readonly kind: 'step'; readonly title: string; readonly step: Step }
  | {
      readonly kind: 'wait';
      readonly phase: Phase;
      /** Milliseconds; absent while the release is waiting. */
      readonly ms?: number;
      /** When a wait that has not ended began. */
      readonly since?: string;
    };

export interface Stage {
  /** `build`, `test`, or the name of an environment. */
  readonly name: string;
  readonly mode?: 'automatic' | 'approval';
  /** The reason for the mode. */
  readonly reason?: string;
  /**
   * `pending` has not begun and `skipped` never will; `stopped` ended without a failure, such as by
   * a rejection.
   */
  readonly state: 'pending' | 'running' | 'waiting' | 'passed' | 'failed' | 'stopped' | 'skipped';
  readonly rows: readonly Row[];
}

/** The stage of a phase that has no environment. */
const STAGE_OF: Partial<Record<Phase, string>> = {
  planning: 'build',
  building: 'build',
  testing: 'test',
};
const WAITS = [...WAITING_PHASES, ...GUIDANCE_PHASES];
/** Shorter waits get no line. */
const SHORT_MS = 1_000;

/** Puts steps and waits into their stages, in the order in which they began. */
export function stagesOf(release: Release): readonly Stage[] {
  const { environments = [] } = release;
  const rows = rowsOf(release);
  const names = ['build', 'test', ...environments.map(({ name }) => name)];
  const now = release.phase === 'done' ? undefined : stageOf(release);
  const reached = names.findLastIndex((name) => name === now || rows.some(isIn(name)));
  return names.map((name, i) => {
    const { mode, reason } =
      release.promotions.find(({ environment }) => environment === name) ??
      environments.find((place) => place.name === name) ??
      {};
    return {
      name,
      state:
        name === now ? currentState(release.phase) : stateOf(release, i - Math.max(0, reached)),
      rows: rows.filter(isIn(name)).map(({ row }) => row),
      ...(mode && { mode }),
      ...(reason !== undefined && { reason }),
    };
  });
}

interface RowInStage {
  readonly stage: string;
  readonly row: Row;
}

function isIn(name: string) {
  return ({ stage }: RowInStage) => stage === name;
}

function rowsOf(release: Release): readonly RowInStage[] {
  let atMs = Date.parse(release.startedAt);
  const timed: (RowInStage & { atMs: number })[] = release.steps.map((step) => ({
    stage: stageOfStep(step),
    row: { kind: 'step', title: titleOf(step), step },
    atMs: Date.parse(step.queuedAt),
  }));
  for (const { phase, environment, ms } of release.timeInPhases) {
    if (WAITS.includes(phase) && ms >= SHORT_MS)
      timed.push({
        stage: stageOf({ phase, environment }),
        row: { kind: 'wait', phase, ms },
        atMs,
      });
    atMs += ms;
  }
  const { phase, since } = release;
  if (WAITS.includes(phase))
    timed.push({ stage: stageOf(release), row: { kind: 'wait', phase, since }, atMs });
  return timed.toSorted((one, other) => one.atMs - other.atMs);
}

function stageOf({ phase, environment }: { phase: Phase; environment?: string | undefined }) {
  return environment ?? STAGE_OF[phase] ?? 'build';
}

function stageOfStep({ type, environment }: Step): string {
  return environment ?? type;
}

/** Without the name of its stage: `unit` in the tests, `deploy` in staging. */
function titleOf({ type, suite }: Step): string {
  return suite ?? type;
}

function currentState(phase: Phase): Stage['state'] {
  return WAITS.includes(phase) ? 'waiting' : 'running';
}

/** @param after the number of stages after the last one reached */
function stateOf({ phase, outcome }: Release, after: number): Stage['state'] {
  if (after > 0) return phase === 'done' ? 'skipped' : 'pending';
  if (after < 0 || phase !== 'done' || outcome === 'succeeded') return 'passed';
  return outcome === 'failed' || outcome === 'rolled-back' ? 'failed' : 'stopped';
}
