/** What is neither the plain way nor its end: orders, cancels and people who come in between. */
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/client';
import { createEnvironmentActions } from '../../src/temporal/environment-actions.ts';
import { environmentQuery, unlockSignal } from '../../src/workflows/shared/messages.ts';
import { rollBack } from '../../test/support/mending.ts';
import { gated, newService, open, planned, plannedWith } from '../../test/support/planning.ts';
import { atGate, intervention, start, until, vote } from '../../test/support/releasing.ts';
import type { TemporalStage } from '../../test/support/temporal.ts';
import type { Keep } from './keep.ts';
import { PIPELINE } from './mending.ts';

const environment = 'production';
const [OLD = '', NEW = ''] = ['a', 'b'].map((notification) => notification.repeat(40));

export async function recordUnusual(stage: TemporalStage, keep: Keep): Promise<void> {
  await recordTakenBack(stage, keep);
  await recordUnmeasured(stage, keep);
  await recordLetIn(stage, keep);
  await recordCancelledWhileVerified(stage, keep);
  await recordLeftTwice(stage, keep);
}

/** A person goes back while it is watched. */
async function recordTakenBack({ withWorker }: TemporalStage, keep: Keep): Promise<void> {
  const watch = async ({ commit }: { commit: string }) => {
    if (commit === OLD) return { finding: 'passed', sentence: 'All was well.', checks: [] };
    const beat = setInterval(() => Context.current().heartbeat(), 100);
    return Context.current().cancelled.finally(() => clearInterval(beat));
  };
  const place = open({ watchMs: 600_000 });
  const worker = { ...plannedWith({ environments: [place], pipeline: PIPELINE }), watch };
  await withWorker(worker, async (stage) => {
    const service = newService();
    await (await start(stage, { service, commit: OLD })).result();
    const run = await start(stage, { service, commit: NEW });
    await until(stage, run, 'watching');
    await rollBack(stage, { service }, run);
    await run.result();
    await keep('taken-back', run);
  });
}

/** A full disk keeps it from being verified, so that a person is asked. */
async function recordUnmeasured({ withWorker }: TemporalStage, keep: Keep): Promise<void> {
  const verify = async () => {
    throw ApplicationFailure.nonRetryable('There is no room left.', 'DISK_FULL');
  };
  await withWorker({ ...planned(open({ onFailure: 'rollback' })), verify }, async (stage) => {
    const run = await start(stage, { service: newService() });
    const { guidanceRequest = { id: '' } } = await until(stage, run, 'awaiting-guidance');
    const said = { kind: 'guidance', environment, choice: 'ignore' } as const;
    await intervention(stage, run, 'ana', {
      ...said,
      guidanceRequest: guidanceRequest.id,
    });
    await run.result();
    await keep('unmeasured', run);
  });
}

/** A vote comes when nobody is asked any more. */
async function recordLetIn({ withWorker }: TemporalStage, keep: Keep): Promise<void> {
  const checkWindow = async () => ({ environment, open: false, atMs: Date.now() });
  await withWorker(
    { ...planned(gated({}, { windows: ['office'] })), checkWindow },
    async (stage) => {
      const run = await start(stage, { service: newService() });
      await atGate(stage, run);
      const said = { kind: 'mode', environment, reason: 'Only words.' } as const;
      await intervention(stage, run, 'zoe', { ...said, mode: 'automatic' });
      await until(stage, run, 'awaiting-window');
      await vote(stage, run, 'ben', { verdict: 'reject', comment: 'it is late' });
      await intervention(stage, run, 'zoe', { ...said, mode: 'approval' });
      await atGate(stage, run);
      await vote(stage, run, 'ben', { verdict: 'reject', comment: 'it is late' });
      await run.result();
      await keep('let-in', run);
    },
  );
}

/** It is taken back also though it was cancelled meanwhile. */
async function recordCancelledWhileVerified(
  { withWorker }: TemporalStage,
  keep: Keep,
): Promise<void> {
  let go = () => {};
  const isCancelled = new Promise<void>((resolve) => (go = resolve));
  const verify = async ({ commit, log }: { commit: string; log?: object }) => {
    if (commit === OLD || log) return { checks: [] };
    await isCancelled;
    throw ApplicationFailure.nonRetryable('It is not well.', 'VERIFICATION_FAILED');
  };
  await withWorker({ ...planned(open({ onFailure: 'rollback' })), verify }, async (stage) => {
    const service = newService();
    await (await start(stage, { service, commit: OLD })).result();
    const run = await start(stage, { service, commit: NEW });
    await until(stage, run, 'verifying');
    await run.cancel();
    go();
    await run.result();
    await keep('cancelled-late', run);
  });
}

/** An environment hears twice that a release leaves, and what it held was lifted in between. */
async function recordLeftTwice({ withWorker }: TemporalStage, keep: Keep): Promise<void> {
  const deploy = async () => {
    throw ApplicationFailure.nonRetryable('It does not start.', 'DEPLOY_FAILED');
  };
  await withWorker({ ...planned(open({ onFailure: 'ask' })), deploy }, async (stage) => {
    const service = newService();
    const run = await start(stage, { service });
    await until(stage, run, 'awaiting-guidance');
    const { runId } = await run.describe();
    await createEnvironmentActions(stage.client).unfreeze(service, environment, { by: 'ana' });
    const place = stage.client.workflow.getHandle(`environment/${service}/${environment}`);
    await place.signal(unlockSignal, { runId, failed: true, freeze: { reason: 'it is mended' } });
    await place.query(environmentQuery);
    await keep('environment-left-twice', place);
    await run.cancel();
  });
}
