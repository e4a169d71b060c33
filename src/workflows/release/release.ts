import { allHandlersFinished, CancellationScope, condition } from '@temporalio/workflow';
import type { EnvironmentPlan, Plan } from '../../domain/plan/plan.ts';
import type { ReleaseInput, ReleaseResult } from '../../domain/release/release.ts';
import { planRelease } from '../shared/activity-stubs.ts';
import { type AuditLog, createAuditLog } from '../shared/audit-log.ts';
import type { DeployResult } from '../shared/deploy-and-verify.ts';
import { handleLock } from '../shared/lock.ts';
import { createStatusPublisher, type StatusPublisher } from '../shared/status-publisher.ts';
import { buildAndTest, type BuildResult } from './build-and-test.ts';
import type { ReleaseContext } from './context.ts';
import { countEnded } from './count-ended.ts';
import { endByError, endResult, supersededResult, throwIfCancelled } from './ending.ts';
import { handleGate } from './gate.ts';
import { type Deployed, promoteTo } from './promote.ts';
import { recover, type RecoveryResult } from './recovery.ts';
import type { RolledBack } from './rolled-back.ts';
import { handleSignals } from './signals.ts';
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
  const publisher = createStatusPublisher(input);
  const auditLog = createAuditLog(input.id, publisher);
  const gate = handleGate(input, auditLog, (environment) => signals.skipsApproval(environment));
  const lock = handleLock();
  const signals = handleSignals(input, auditLog);
  try {
    noteStart(input, auditLog);
    const plan = await planRelease(input);
    notePlan(plan, auditLog);
    const built = await buildAndTest({ input, plan, lock, signals, publisher });
    const result = await promoteBuilt(built, {
      input,
      plan,
      gate,
      lock,
      signals,
      auditLog,
      publisher,
    });
    return await finish(input, result, { auditLog, publisher });
  } catch (error) {
    const { outcome, summary, failure } = endByError(error);
    await finish(input, { outcome, summary }, { auditLog, publisher });
    throw failure;
  }
}

async function promoteBuilt(
  built: BuildResult,
  around: Omit<ReleaseContext, 'artifact'>,
): Promise<ReleaseResult> {
  const { plan, auditLog } = around;
  if (built.kind !== 'made') return supersededResult(built.by);
  const { artifact } = built;
  auditLog.add('built', { facts: { ...artifact } });
  const suites = plan.pipeline.test.map(({ name }) => name);
  if (suites.length > 0) auditLog.add('tested', { facts: { suites } });
  return (await promoteThrough({ ...around, artifact })) ?? succeeded(plan);
}

/** @returns how it ended before the last environment, if it did */
async function promoteThrough(context: ReleaseContext): Promise<ReleaseResult | undefined> {
  const { plan } = context;
  for (const environment of plan.environments) {
    throwIfCancelled();
    const result = await deployTo(environment, context);
    if (result) return result;
  }
  return undefined;
}

/** @returns how it ended there, if it did */
async function deployTo(
  environment: EnvironmentPlan,
  context: ReleaseContext,
): Promise<ReleaseResult | undefined> {
  for (;;) {
    const entered = await promoteTo(environment, context);
    const left =
      entered.kind === 'entered' ? await watchUntilStable(environment, context, entered) : entered;
    switch (left.kind) {
      case 'recovered':
        return undefined;
      case 'enter-again':
        continue;
      case 'rolled-back': {
        const summary = `Rolled back from ${left.from} to ${left.to}.`;
        return { outcome: 'rolled-back', summary };
      }
      case 'superseded':
        context.auditLog.add('superseded', { by: left.by, environment: environment.name });
        return endResult(environment.name, left);
      default:
        return endResult(environment.name, left);
    }
  }
}

/** Watches what was deployed, and fixes what goes wrong. */
async function watchUntilStable(
  environment: EnvironmentPlan,
  context: ReleaseContext,
  { result: deployed, passed }: Deployed,
): Promise<Exclude<RecoveryResult, { kind: 'watch-again' }>> {
  for (let result: DeployResult | RolledBack = deployed; ; result = { kind: 'verified' }) {
    if (result.kind === 'verified') {
      throwIfCancelled();
      result = await watch(environment, context);
    }
    if (result.kind === 'rolled-back') return result;
    if (result.kind === 'verified') return { kind: 'recovered' };
    const recovered = await recover(environment, context, { ...result, passed });
    if (recovered.kind !== 'watch-again') return recovered;
  }
}

function noteStart(input: ReleaseInput, auditLog: AuditLog): void {
  const { service, commit, ref, author, subject, committedAtMs, startedBy } = input;
  auditLog.add('started', {
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

function notePlan({ digest, repository, environments }: Plan, auditLog: AuditLog): void {
  auditLog.add('planned', {
    facts: { plan: digest, repository, environments: environments.map(({ name }) => name) },
  });
}

async function finish(
  input: ReleaseInput,
  result: ReleaseResult,
  { auditLog, publisher }: { auditLog: AuditLog; publisher: StatusPublisher },
): Promise<ReleaseResult> {
  await answered();
  auditLog.add('ended', { facts: { ...result } });
  await auditLog.close();
  await publisher.publishEnd(result.outcome, result.summary);
  do {
    await answered();
    await auditLog.flush();
  } while (!allHandlersFinished());
  countEnded(input, result.outcome);
  return result;
}

/** A vote that just came in is looked at before the run closes, also when that is cancelled. */
function answered(): Promise<void> {
  return CancellationScope.nonCancellable(() => condition(allHandlersFinished));
}

function succeeded({ service, environments }: Plan): ReleaseResult {
  const places = environments.map(({ name }) => name).join(' and ');
  return { outcome: 'succeeded', summary: `${service} is live in ${places}.` };
}
