import { allHandlersFinished, CancellationScope, condition } from '@temporalio/workflow';
import type { EnvironmentPlan, Plan } from '../domain/plan.ts';
import type { ReleaseInput, ReleaseResult } from '../domain/release.ts';
import { planRelease } from './activities.ts';
import { countEnd } from './count-end.ts';
import type { Result } from './deployment.ts';
import { ended, ending, goneBefore, honourCancellation } from './ending.ts';
import { enter, type Inside } from './enter.ts';
import type { Entrance } from './entrance.ts';
import { handleGate } from './gate.ts';
import { createHerald, type Herald } from './herald.ts';
import { handleInbox } from './inbox.ts';
import { handleLock } from './lock.ts';
import { type Made, make } from './make.ts';
import { mend, type Mended } from './mend.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import type { TakenBack } from './taken-back.ts';
import { watch } from './watch.ts';

/**
 * Takes one commit to production: plan, build, test, then each environment in the order written.
 *
 * It may wait at a gate for weeks and in a queue for as long as it takes.
 *
 * @returns how the release ended: succeeded, rejected, expired, superseded or rolled back
 * @throws ApplicationFailure if the release failed; its type is a code of the catalogue
 * @throws CancelledFailure if it was cancelled
 */
export async function release(input: ReleaseInput): Promise<ReleaseResult> {
  const herald = createHerald(input);
  const recorder = createRecorder(input.id, herald);
  const gate = handleGate(input, recorder, (environment) => inbox.isLetIn(environment));
  const lock = handleLock();
  const inbox = handleInbox(input, recorder);
  try {
    noteStart(input, recorder);
    const plan = await planRelease(input);
    notePlan(plan, recorder);
    const made = await make({ input, plan, lock, inbox, herald });
    const result = await goOn(made, { input, plan, gate, lock, inbox, recorder, herald });
    return await finish(input, result, { recorder, herald });
  } catch (error) {
    const { outcome, summary, failure } = ending(error);
    await finish(input, { outcome, summary }, { recorder, herald });
    throw failure;
  }
}

async function goOn(made: Made, around: Omit<Entrance, 'artifact'>): Promise<ReleaseResult> {
  const { plan, recorder } = around;
  if (made.kind !== 'made') return goneBefore(made.by);
  const { artifact } = made;
  recorder.note('built', { facts: { ...artifact } });
  const suites = plan.pipeline.test.map(({ name }) => name);
  if (suites.length > 0) recorder.note('tested', { facts: { suites } });
  return (await throughEnvironments({ ...around, artifact })) ?? succeeded(plan);
}

/** @returns how it ended before the last environment, if it did */
async function throughEnvironments(entrance: Entrance): Promise<ReleaseResult | undefined> {
  const { plan } = entrance;
  for (const environment of plan.environments) {
    honourCancellation();
    const result = await through(environment, entrance);
    if (result) return result;
  }
  return undefined;
}

/** @returns how it ended there, if it did */
async function through(
  environment: EnvironmentPlan,
  entrance: Entrance,
): Promise<ReleaseResult | undefined> {
  for (;;) {
    const entered = await enter(environment, entrance);
    const left = entered.kind === 'entered' ? await stay(environment, entrance, entered) : entered;
    switch (left.kind) {
      case 'mended':
        return undefined;
      case 'enter-again':
        continue;
      case 'rolled-back': {
        const summary = `${left.from} went back to ${left.to}.`;
        return { outcome: 'rolled-back', summary };
      }
      case 'superseded':
        entrance.recorder.note('superseded', { by: left.by, environment: environment.name });
        return ended(environment.name, left);
      default:
        return ended(environment.name, left);
    }
  }
}

/** Watches what was deployed, and mends what goes wrong. */
async function stay(
  environment: EnvironmentPlan,
  entrance: Entrance,
  { result: deployed, passed }: Inside,
): Promise<Exclude<Mended, { kind: 'watch-again' }>> {
  for (let result: Result | TakenBack = deployed; ; result = { kind: 'verified' }) {
    if (result.kind === 'verified') {
      honourCancellation();
      result = await watch(environment, entrance);
    }
    if (result.kind === 'rolled-back') return result;
    if (result.kind === 'verified') return { kind: 'mended' };
    const mended = await mend(environment, entrance, { ...result, passed });
    if (mended.kind !== 'watch-again') return mended;
  }
}

function noteStart(input: ReleaseInput, recorder: Recorder): void {
  const { service, commit, ref, author, subject, committedAtMs, startedBy } = input;
  recorder.note('started', {
    by: startedBy,
    facts: {
      service,
      commit,
      ...(ref !== undefined && { ref }),
      author,
      subject,
      ...(committedAtMs !== undefined && { committedAtMs }),
    },
  });
}

function notePlan({ digest, repository, environments }: Plan, recorder: Recorder): void {
  recorder.note('planned', {
    facts: { plan: digest, repository, environments: environments.map(({ name }) => name) },
  });
}

async function finish(
  input: ReleaseInput,
  result: ReleaseResult,
  { recorder, herald }: { recorder: Recorder; herald: Herald },
): Promise<ReleaseResult> {
  await answered();
  recorder.note('ended', { facts: { ...result } });
  await recorder.close();
  await herald.announceEnd(result.outcome, result.summary);
  do {
    await answered();
    await recorder.keep();
  } while (!allHandlersFinished());
  countEnd(input, result.outcome);
  return result;
}

/** A vote that just came in is looked at before the run closes, also when that is cancelled. */
function answered(): Promise<void> {
  return CancellationScope.nonCancellable(() => condition(allHandlersFinished));
}

function succeeded({ service, environments }: Plan): ReleaseResult {
  const places = environments.map(({ name }) => name).join(' and ');
  return { outcome: 'succeeded', summary: `${service} is in ${places}.` };
}
