import {
  CancellationScope,
  condition,
  executeChild,
  isCancellation,
  uuid4,
} from '@temporalio/workflow';
import type { Trouble } from '../domain/guidance.ts';
import type { EnvironmentPlan } from '../domain/plan.ts';
import { traceOf } from '../domain/traceparent.ts';
import { guidanceWait } from '../domain/waiting.ts';
import { askForGuidance, checkLive } from './activities.ts';
import { codeOf, type Failed } from './deployment.ts';
import { problemOf } from './ending.ts';
import { enterAgain } from './enter.ts';
import type { Entrance } from './entrance.ts';
import type { Pass } from './passage.ts';
import type { RollbackInput, RollbackResult } from '../domain/rollback.ts';
import { type TakenBack, takenBack } from './taken-back.ts';

/** How a release goes on after something went wrong. */
export type Mended =
  | { readonly kind: 'mended' }
  /** It is watched, once more or for the first time. */
  | { readonly kind: 'watch-again' }
  | TakenBack
  | { readonly kind: 'superseded'; readonly by: string }
  /** It must be asked again how the environment is entered. */
  | { readonly kind: 'enter-again' };

/**
 * Does what the environment wants done when a deployment, its verification or its watch failed: the
 * release fails, or goes back, or asks a person until somebody knows better.
 *
 * @throws the error, if the release is to fail
 */
export async function mend(
  environment: EnvironmentPlan,
  entrance: Entrance,
  failure: Failed & { readonly passed: Pass },
): Promise<Mended> {
  let { trouble, error } = failure;
  if (isCancellation(error)) throw error;
  let wish = failure.isUnclear ? 'ask' : (environment.onFailure ?? 'fail');
  // What never went live is nothing to go back from.
  if (wish === 'rollback' && trouble === 'deploy') wish = 'fail';
  for (;;) {
    if (wish === 'fail') throw error;
    if (wish === 'rollback') {
      const { kind, to } = await rollBack(environment, entrance, codeOf(error));
      if (kind === 'rolled-back') return { kind, from: environment.name, to };
      const isStale = kind === 'nothing' && trouble === 'watch';
      const replaced = isStale ? await replacement(environment, entrance) : undefined;
      if (replaced) return replaced;
      trouble = kind === 'failed' ? 'rollback' : trouble;
    }
    const choice = await ask(environment, entrance, trouble, error);
    if (choice === 'ignore') return settle(environment, entrance);
    if (choice === 'fail') {
      await settle(environment, entrance);
      throw error;
    }
    if (choice === 'rollback') {
      wish = 'rollback';
      continue;
    }
    if (trouble === 'watch') return { kind: 'watch-again' };
    const result = await enterAgain(environment, entrance, failure.passed);
    if (result === 'ask') return { kind: 'enter-again' };
    if (result?.kind === 'superseded' || result?.kind === 'rolled-back') return result;
    if (result?.kind === 'verified') return { kind: 'watch-again' };
    if (result?.kind !== 'failed') return { kind: 'mended' };
    ({ trouble, error } = result);
    wish = 'ask';
  }
}

/** How it goes on where another release is live by now: what its watch found is about neither (V3). */
async function replacement(
  { name }: EnvironmentPlan,
  { input, plan }: Entrance,
): Promise<Mended | undefined> {
  const now = await checkLive({ service: plan.service, environment: name, releaseId: input.id });
  return takenBack(name, now) ?? (now.replacedBy === undefined ? undefined : { kind: 'mended' });
}

/** Lets others in again. */
async function settle({ name }: EnvironmentPlan, { input, plan, lock }: Entrance): Promise<Mended> {
  await lock.tell({ service: plan.service, environment: name }, { mended: input.id });
  return { kind: 'mended' };
}

async function ask(
  environment: EnvironmentPlan,
  { input, plan, inbox, recorder, herald }: Entrance,
  trouble: Trouble,
  error: unknown,
) {
  const { name } = environment;
  const problem = problemOf(error);
  const question = await askForGuidance({
    service: plan.service,
    environment: name,
    releaseId: input.id,
    trouble,
    problem,
    isUnknown: codeOf(error) === 'OUTCOME_UNKNOWN',
  });
  const { isUnknown, choices } = question;
  inbox.face({ environment: name, isWaiting: false, asked: question });
  const wait = guidanceWait(question);
  herald.announce(isUnknown ? 'outcome-unknown' : 'needs-guidance', {
    environment: name,
    wait,
    question,
  });
  recorder.note('guidance-asked', { environment: name, facts: { choices, problem } });
  await recorder.keep();
  await condition(() => inbox.answerTo(question.question) !== undefined);
  inbox.face({ environment: name, isWaiting: false });
  return inbox.answerTo(question.question)?.choice ?? 'fail';
}

/** Brings back what was verified last, by a workflow of its own. */
async function rollBack(
  { name }: EnvironmentPlan,
  { input, plan, recorder, herald }: Entrance,
  code: string,
): Promise<RollbackResult> {
  herald.announce('rolling-back', { environment: name });
  const asked: RollbackInput = {
    service: plan.service,
    environment: name,
    from: input.id,
    by: input.id,
    reason: code,
    url: input.url,
    ...traceOf(input),
  };
  const go = () =>
    executeChild<(asked: RollbackInput) => Promise<RollbackResult>>('rollback', {
      workflowId: `${input.id}/rollback/${name}/${uuid4().slice(0, 8)}`,
      args: [asked],
      parentClosePolicy: 'ABANDON',
      cancellationType: 'WAIT_CANCELLATION_COMPLETED',
      staticSummary: `Brings back what was verified last in ${name}`,
    });
  // What is bad is taken back, also if the release is cancelled meanwhile (R7).
  const result = await CancellationScope.nonCancellable(go);
  recorder.note('rolled-back', { environment: name, why: code, facts: { ...result } });
  return result;
}
