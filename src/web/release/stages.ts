/** A release as the stages that it goes through. */
import { GUIDANCE_PHASES, type Phase, WAITING_PHASES } from '../../domain/release/release.ts';
import type { Release } from '../../client/responses.ts';

type Step = Release['steps'][number];

/** Something in a stage that took its time: a step, or a wait. */
export type Row =
  | { readonly kind: 'step'; readonly title: string; readonly step: Step }
  | {
      readonly kind: 'wait';
      readonly phase: Phase;
      /** How long it took, in milliseconds; absent while it goes on. */
      readonly ms?: number;
      /** Since when it goes on. */
      readonly since?: string;
    };

export interface Stage {
  /** `build`, `test`, or the name of an environment. */
  readonly name: string;
  readonly mode?: 'automatic' | 'approval';
  /**
   * `ahead` has not begun, `skipped` never will, in `waits` somebody or something else has to come
   * first, and in `stopped` it ended without a failure.
   */
  readonly state: 'ahead' | 'now' | 'waits' | 'passed' | 'failed' | 'stopped' | 'skipped';
  readonly rows: readonly Row[];
}

/** In which stage a phase is that is about no environment. */
const STAGE_OF: Partial<Record<Phase, string>> = {
  planning: 'build',
  building: 'build',
  testing: 'test',
};
const WAITS = [...WAITING_PHASES, ...GUIDANCE_PHASES];
/** Waits that were shorter are not worth a line. */
const SHORT_MS = 1_000;
/** What waits to be built waits for no environment. */
const BUILD = 'build:';

/** Puts everything that took time where it belongs, in the order in which it began. */
export function stagesOf(release: Release): readonly Stage[] {
  const { environments = [] } = release;
  const rows = rowsOf(release);
  const names = ['build', 'test', ...environments.map(({ name }) => name)];
  const now = release.phase === 'done' ? undefined : placeOf(release);
  const reached = names.findLastIndex((name) => name === now || rows.some(isIn(name)));
  return names.map((name, i) => {
    const mode =
      release.promotions.find(({ environment }) => environment === name)?.mode ??
      environments.find((place) => place.name === name)?.mode;
    return {
      name,
      state: name === now ? stateNow(release.phase) : stateOf(release, i - Math.max(0, reached)),
      rows: rows.filter(isIn(name)).map(({ row }) => row),
      ...(mode && { mode }),
    };
  });
}

interface Placed {
  readonly stage: string;
  readonly row: Row;
}

function isIn(name: string) {
  return ({ stage }: Placed) => stage === name;
}

function rowsOf(release: Release): readonly Placed[] {
  let atMs = Date.parse(release.startedAt);
  const timed: (Placed & { atMs: number })[] = release.steps.map((step) => ({
    stage: stageOfStep(step),
    row: { kind: 'step', title: titleOf(step), step },
    atMs: Date.parse(step.queuedAt),
  }));
  for (const { phase, environment, ms } of release.timeInPhases) {
    if (WAITS.includes(phase) && ms >= SHORT_MS)
      timed.push({
        stage: placeOf({ phase, environment }),
        row: { kind: 'wait', phase, ms },
        atMs,
      });
    atMs += ms;
  }
  const { phase, since } = release;
  if (WAITS.includes(phase))
    timed.push({ stage: placeOf(release), row: { kind: 'wait', phase, since }, atMs });
  return timed.toSorted((one, other) => one.atMs - other.atMs);
}

function placeOf({ phase, environment }: { phase: Phase; environment?: string | undefined }) {
  if (environment === BUILD) return 'build';
  return environment ?? STAGE_OF[phase] ?? 'build';
}

function stageOfStep({ name, environment }: Step): string {
  return environment ?? name.split('-')[0] ?? name;
}

/** Without what its stage says already: `unit` of the tests, `deploy` of staging. */
function titleOf({ name, environment }: Step): string {
  if (environment !== undefined) return name.replace(`-${environment}`, '');
  return name.replace(/^test-/, '');
}

function stateNow(phase: Phase): Stage['state'] {
  return WAITS.includes(phase) ? 'waits' : 'now';
}

/** @param after how many stages after the last one that was reached */
function stateOf({ phase, outcome }: Release, after: number): Stage['state'] {
  if (after > 0) return phase === 'done' ? 'skipped' : 'ahead';
  if (after < 0 || phase !== 'done' || outcome === 'succeeded') return 'passed';
  return outcome === 'failed' || outcome === 'rolled-back' ? 'failed' : 'stopped';
}
