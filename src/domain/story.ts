/**
 * The story of a release: what happened, in order, and what is known after each event. The
 * engine's history is told as these events, so the state can be read while no worker runs, and a
 * stream of them is all a reader needs.
 */
import { type CheckedVote, castVote } from './gate.ts';
import type { SealedManifest } from './manifest.ts';
import type { Plan } from './plan.ts';
import type { Artifact, Outcome, Phase, Problem, Release, ReleaseInput, Step } from './release.ts';

export type Happening =
  | { readonly kind: 'started'; readonly input: ReleaseInput }
  | { readonly kind: 'planned'; readonly plan: Plan }
  | { readonly kind: 'step-started'; readonly step: string; readonly environment?: string }
  | {
      readonly kind: 'step-ended';
      readonly step: string;
      readonly state: Exclude<Step['state'], 'running'>;
      readonly attempt: number;
      readonly problem?: Problem;
      readonly artifact?: Artifact;
    }
  | {
      readonly kind: 'gate-opened';
      readonly manifest: SealedManifest;
      /** People who may not approve. */
      readonly own: readonly string[];
      readonly openedAtMs: number;
    }
  | { readonly kind: 'voted'; readonly vote: CheckedVote }
  | { readonly kind: 'queued'; readonly environment: string; readonly behind: readonly string[] }
  | { readonly kind: 'entered'; readonly environment: string }
  | { readonly kind: 'cancel-requested'; readonly by: string; readonly reason?: string }
  | { readonly kind: 'ended'; readonly outcome: Outcome; readonly problem?: Problem };

/** A happening with its place in the history, which never changes. */
export type StoryEvent = Happening & {
  /** Grows along the history, not always by one. */
  readonly id: number;
  /** Milliseconds since the Unix epoch. */
  readonly atMs: number;
};

/** Tells what is known of a release after these events; `undefined` before it started. */
export function tell(events: readonly StoryEvent[]): Release | undefined {
  let release: Release | undefined;
  for (const event of events) release = evolve(release, event);
  return release;
}

/** Adds one event to what is known. */
export function evolve(release: Release | undefined, event: StoryEvent): Release | undefined {
  if (event.kind === 'started') return begin(event.input, event.atMs);
  if (!release) return undefined;
  switch (event.kind) {
    case 'planned':
      return enterPhase({ ...release, plan: event.plan }, 'building', event.atMs);
    case 'step-started':
      return startStep(release, event);
    case 'step-ended':
      return endStep(release, event);
    case 'gate-opened':
      return openGate(release, event);
    case 'voted':
      return vote(release, event.vote);
    case 'queued':
      return {
        ...enterPhase(release, 'awaiting-lock', event.atMs, event.environment),
        behind: event.behind,
      };
    case 'entered':
      return { ...enterPhase(release, 'deploying', event.atMs, event.environment), behind: [] };
    case 'cancel-requested': {
      const { by, reason, atMs } = event;
      return { ...release, cancel: { by, atMs, ...(reason && { reason }) } };
    }
    case 'ended':
      return end(release, event);
  }
}

function begin(input: ReleaseInput, atMs: number): Release {
  const empty = { votes: [], steps: [], behind: [] };
  return { input, startedAtMs: atMs, phase: 'planning', sinceMs: atMs, ...empty };
}

function enterPhase(release: Release, phase: Phase, atMs: number, environment?: string): Release {
  if (release.phase === phase && release.environment === environment) return release;
  const { environment: _, ...rest } = release;
  return { ...rest, phase, sinceMs: atMs, ...(environment !== undefined && { environment }) };
}

const PHASE_OF_STEP: Record<string, Phase> = {
  build: 'building',
  test: 'testing',
  deploy: 'deploying',
  verify: 'verifying',
};

function startStep(
  release: Release,
  { step, environment, atMs }: StoryEvent & { kind: 'step-started' },
): Release {
  const phase = PHASE_OF_STEP[step.split('-')[0] ?? ''] ?? release.phase;
  const begun: Step = {
    name: step,
    ...(environment !== undefined && { environment }),
    state: 'running',
    startedAtMs: atMs,
    attempt: 1,
  };
  return enterPhase({ ...release, steps: [...release.steps, begun] }, phase, atMs, environment);
}

function endStep(release: Release, event: StoryEvent & { kind: 'step-ended' }): Release {
  const { step, state, attempt, problem, artifact, atMs } = event;
  const steps = release.steps.map((known) =>
    known.name === step && known.state === 'running'
      ? { ...known, state, attempt, endedAtMs: atMs, ...(problem && { problem }) }
      : known,
  );
  return { ...release, steps, ...(artifact && { artifact }) };
}

function openGate(
  release: Release,
  { manifest, own, openedAtMs, atMs }: StoryEvent & { kind: 'gate-opened' },
): Release {
  const { environment } = manifest;
  const policy = release.plan?.environments.find(({ name }) => name === environment)?.gate;
  if (!policy) return release;
  const digest = manifest.digest;
  const asked = { environment, policy, own, manifest: digest, openedAtMs, votes: [] };
  return {
    ...enterPhase(release, 'awaiting-approval', atMs, environment),
    gate: asked,
    manifest,
  };
}

function vote(release: Release, cast: CheckedVote): Release {
  const { gate, effect } = castVote(release.gate, cast);
  if (effect.kind === 'already-counted') return release;
  const { by, verdict, atMs, comment } = cast;
  const kept = {
    by,
    verdict,
    atMs,
    ...(comment !== undefined && { comment }),
    counted: effect.kind === 'counted',
    ...(effect.kind === 'refused' && { reason: effect.code }),
  };
  return { ...release, ...(gate && { gate }), votes: [...release.votes, kept] };
}

function end(
  release: Release,
  { outcome, problem, atMs }: StoryEvent & { kind: 'ended' },
): Release {
  const steps = release.steps.map((step): Step =>
    step.state === 'running' ? { ...step, state: 'cancelled', endedAtMs: atMs } : step,
  );
  return {
    ...enterPhase({ ...release, steps }, 'done', atMs),
    endedAtMs: atMs,
    outcome,
    behind: [],
    ...(problem && { problem }),
  };
}
