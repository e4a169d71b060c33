/**
 * Folds the events of a release into its state. The history in Temporal is decoded into these events, so
 * the state can be read while no worker runs, and a stream of them is all a reader needs.
 */
import { dropVotesOf } from '../gate/gate.ts';
import {
  applyIntervention,
  applyPromotionDecided,
  applyQueued,
  applyVote,
  applyWait,
} from './apply-event.ts';
import type { ReleaseEvent } from './event.ts';
import { enterPhase, type Phase, type Release, type ReleaseInput, type Step } from './release.ts';
import type { StepType } from './step.ts';

/** The state of a release after these events; `undefined` before it started. */
export function releaseFromEvents(events: readonly ReleaseEvent[]): Release | undefined {
  let release: Release | undefined;
  for (const event of events) release = applyEvent(release, event);
  return release;
}

/** The state after one more event. */
export function applyEvent(release: Release | undefined, event: ReleaseEvent): Release | undefined {
  if (event.kind === 'started') return begin(event.input, event.atMs);
  if (!release) return undefined;
  switch (event.kind) {
    case 'planned':
      return enterPhase({ ...release, plan: event.plan }, 'building', event.atMs);
    case 'step-queued':
      return queueStep(release, event);
    case 'step-waiting':
      return withStep(release, event.step, { state: 'queued' });
    case 'step-started': {
      const { step, attempt, atMs } = event;
      return withStep(release, step, { attempt, startedAtMs: atMs });
    }
    case 'step-ended':
      return endStep(release, event);
    case 'promotion-decided':
      return applyPromotionDecided(release, event);
    case 'voted':
      return applyVote(release, event);
    case 'votes-dropped':
      return dropVotes(release, event);
    case 'intervention':
      return applyIntervention(release, event);
    case 'soaking':
    case 'window':
      return applyWait(release, event);
    case 'queued':
      return applyQueued(release, event);
    case 'entered': {
      const { freezes: _, ...rest } = release;
      const phase = event.environment === undefined ? 'building' : 'deploying';
      return { ...enterPhase(rest, phase, event.atMs, event.environment), queuedBehind: [] };
    }
    case 'asked': {
      const { guidanceRequest, atMs } = event;
      return {
        ...enterPhase(release, 'awaiting-guidance', atMs, guidanceRequest.environment),
        guidanceRequest,
      };
    }
    case 'rolling-back':
      return enterPhase(release, 'rolling-back', event.atMs, event.environment);
    case 'reminded':
    case 'rolled-back':
      return release;
    case 'superseded':
      return { ...release, supersededBy: event.by };
    case 'cancel-requested': {
      const { by, reason, atMs } = event;
      return { ...release, cancel: { by, atMs, ...(reason && { reason }) } };
    }
    case 'ended':
      return end(release, event);
  }
}

function begin(input: ReleaseInput, atMs: number): Release {
  const empty = { votes: [], steps: [], timeInPhases: [], queuedBehind: [] };
  return { input, startedAtMs: atMs, phase: 'planning', sinceMs: atMs, ...empty };
}

function dropVotes(release: Release, { people, atMs }: ReleaseEvent<'votes-dropped'>): Release {
  return release.gate ? { ...release, gate: dropVotesOf(release.gate, people, atMs) } : release;
}

const PHASE_OF_STEP: Record<StepType, Phase> = {
  build: 'building',
  test: 'testing',
  deploy: 'deploying',
  verify: 'verifying',
  watch: 'watching',
};

function queueStep(
  release: Release,
  { step, type, suite, environment, atMs }: ReleaseEvent<'step-queued'>,
): Release {
  const begun: Step = {
    name: step,
    type,
    ...(suite !== undefined && { suite }),
    ...(environment !== undefined && { environment }),
    state: 'running',
    queuedAtMs: atMs,
    attempt: 1,
  };
  return enterPhase(
    { ...release, steps: [...release.steps, begun] },
    PHASE_OF_STEP[type],
    atMs,
    environment,
  );
}

/** With new data of a step that has not ended. */
function withStep(release: Release, name: string, about: Partial<Step>): Release {
  const steps = release.steps.map((step) =>
    step.name === name && isUnderWay(step) ? { ...step, ...about } : step,
  );
  return { ...release, steps };
}

/** Whether a step has not ended. */
export function isUnderWay({ state }: Step): boolean {
  return state === 'queued' || state === 'running';
}

function endStep(release: Release, event: ReleaseEvent<'step-ended'>): Release {
  const { step, state, attempt, problem, artifact, atMs } = event;
  const ended = { state, attempt, endedAtMs: atMs, ...(problem && { problem }) };
  return { ...withStep(release, step, ended), ...(artifact && { artifact }) };
}

function end(release: Release, { outcome, problem, by, atMs }: ReleaseEvent<'ended'>): Release {
  const steps = release.steps.map((step): Step =>
    isUnderWay(step) ? { ...step, state: 'cancelled', endedAtMs: atMs } : step,
  );
  return {
    ...enterPhase({ ...release, steps }, 'done', atMs),
    endedAtMs: atMs,
    outcome,
    queuedBehind: [],
    ...(problem && { problem }),
    ...(by !== undefined && { supersededBy: by }),
  };
}
