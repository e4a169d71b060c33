import { allHandlersFinished, CancellationScope, condition } from '@temporalio/workflow';
import type { Plan } from '../../domain/plan/plan.ts';
import type { ReleaseInput, ReleaseResult } from '../../domain/release/release.ts';
import { planRelease } from '../shared/activity-stubs.ts';
import { handleLock } from '../shared/lock.ts';
import { createStatusPublisher } from '../shared/status-publisher.ts';
import { buildAndTest } from './build-and-test.ts';
import type { RunContext } from './context.ts';
import { countEnded } from './count-ended.ts';
import { endByError } from './ending.ts';
import { handleGate } from './gate.ts';
import { promote } from './promote.ts';
import { handleSignals } from './signals.ts';

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
  const run = handleMessages(input);
  try {
    return await finish(run, await takeToProduction(run));
  } catch (error) {
    const { outcome, summary, failure } = endByError(error);
    await finish(run, { outcome, summary });
    throw failure;
  }
}

async function takeToProduction(run: RunContext): Promise<ReleaseResult> {
  run.publisher.notifyOutbox();
  const plan = await planRelease(run.input);
  const built = await buildAndTest({ ...run, plan });
  if (built.kind === 'ended') return built.result;
  const context = { ...run, plan, artifact: built.value };
  for (const environment of plan.environments) {
    const promoted = await promote(environment, context);
    if (promoted.kind === 'ended') return promoted.result;
  }
  return succeeded(plan);
}

/** Handles every signal and query, before the first `await`, so that none is lost. */
function handleMessages(input: ReleaseInput): RunContext {
  const publisher = createStatusPublisher(input);
  const signals = handleSignals(input, publisher);
  const gate = handleGate(input, publisher, signals);
  return { input, publisher, signals, gate, lock: handleLock() };
}

async function finish(
  { input, publisher }: RunContext,
  result: ReleaseResult,
): Promise<ReleaseResult> {
  await handlersFinished();
  do {
    await publisher.publishEnd(result.outcome, result.summary);
    await handlersFinished();
  } while (!allHandlersFinished());
  countEnded(input, result.outcome);
  return result;
}

/** Waits for a vote that has just arrived, also when the release is cancelled. */
function handlersFinished(): Promise<void> {
  return CancellationScope.nonCancellable(() => condition(allHandlersFinished));
}

function succeeded({ service, environments }: Plan): ReleaseResult {
  const names = environments.map(({ name }) => name).join(' and ');
  return { outcome: 'succeeded', summary: `${service} is live in ${names}.` };
}
