import {
  allHandlersFinished,
  CancellationScope,
  condition,
  isCancellation,
  setCurrentDetails,
  workflowInfo,
} from '@temporalio/workflow';
import type { RollbackInput, RollbackResult } from '../../domain/environment/rollback.ts';
import { plainText } from '../shared/markdown.ts';
import { queueWait } from '../../domain/release/waiting.ts';
import { traceOf } from '../../domain/traceparent.ts';
import { appendAuditLog, planRollback } from '../shared/activity-stubs.ts';
import { codeOf, deployAndVerify } from '../shared/deploy-and-verify.ts';
import { handleLock, type LockSession } from '../shared/lock.ts';

type Planned = Extract<Awaited<ReturnType<typeof planRollback>>, { kind: 'planned' }>;

/**
 * Deploys a release again that was verified in an environment: the same bytes, by the plan of then,
 * without a build. The environment is frozen afterwards, so that the bad release is not deployed again
 * by itself.
 *
 * Windows and freezes do not stop it. It never continues with another rollback.
 */
export async function rollback(input: RollbackInput): Promise<RollbackResult> {
  const lock = handleLock();
  const planned = await planRollback(input);
  if (planned.kind === 'nothing') return { kind: 'nothing', to: '', summary: planned.why };
  const { service, environment } = input;
  const { to, heartbeatMs } = planned;
  const describe = (line: string) => setCurrentDetails(details(input, to.releaseId, line));
  describe('Queued.');
  const requester = {
    service,
    releaseId: to.releaseId,
    commit: to.commit,
    digest: to.digest,
    rollbackId: workflowInfo().workflowId,
    heartbeatMs,
  };
  const request = {
    environment,
    requester,
    onWait: ({ sentence }: ReturnType<typeof queueWait>) => describe(sentence),
  };
  const inside = lock.withLock(request, async (session) => {
    // Another release may be live by now: an old failure rolls nothing back.
    const now = await planRollback(input);
    if (now.kind === 'nothing') return nothing(now.why);
    describe('Deploying.');
    return deployAgain(input, now, session);
  });
  const ended = (await inside.catch(unlessCancelled)) ?? nothing('Cancelled.');
  describe(ended.summary);
  // A rollback is in the audit log also if it was cancelled meanwhile (A1).
  await CancellationScope.nonCancellable(async () => {
    await condition(allHandlersFinished);
    await logEnd(input, to.releaseId, ended);
  });
  return ended;
}

/** A cancellation ends the wait for the lock, and nothing else. */
function unlessCancelled(error: unknown): undefined {
  if (!isCancellation(error)) throw error;
}

async function logEnd(
  { service, environment, by, reason, from }: RollbackInput,
  to: string,
  { kind, summary }: RollbackResult,
): Promise<void> {
  const facts = { from, to, outcome: kind, summary };
  const about = { id: workflowInfo().runId, atMs: Date.now(), environment, facts };
  await appendAuditLog({
    auditLogId: `environment.${service}.${environment}`,
    entries: [{ ...about, kind: 'rollback-ended', by, why: reason }],
  });
}

async function deployAgain(
  input: RollbackInput,
  { to, environment, repository, verifications, heartbeatMs }: Planned,
  session: LockSession,
): Promise<RollbackResult> {
  const { from, reason, service } = input;
  const { releaseId, atMs: _, verified: __, verifiedAtMs: ___, ...known } = to;
  session.freeze(
    `Frozen after rolling back ${from} (${reason}). Unfreeze when it is safe to deploy.`,
  );
  const deployed = await deployAndVerify(
    {
      service,
      environment,
      release: { ...known, releaseId, rolledBack: from },
      repository,
      verifications,
      heartbeatMs,
      rollbackFrom: from,
      ...traceOf(input),
    },
    session,
  );
  if (deployed.kind === 'failed') {
    const summary = `The rollback to ${releaseId} failed: ${codeOf(deployed.error)}.`;
    return { kind: 'failed', to: '', summary };
  }
  const summary = `Rolled ${environment.name} back to ${releaseId}.`;
  return { kind: 'rolled-back', to: releaseId, summary };
}

function nothing(why: string): RollbackResult {
  return { kind: 'nothing', to: '', summary: why };
}

function details(input: RollbackInput, to: string, line: string): string {
  return [
    `### Rolling ${input.environment} back from ${input.from}`,
    line,
    [
      `- to: ${to}`,
      `- by: ${plainText(input.by)}`,
      `- reason: ${plainText(input.reason)}`,
      `- see [${input.from}](${input.url})`,
    ].join('\n'),
  ].join('\n\n');
}
