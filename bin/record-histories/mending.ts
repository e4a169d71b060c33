/** What follows when a release turns out to be bad, or its holder dies. */
import { ApplicationFailure } from '@temporalio/client';
import { createEnvironmentActions } from '../../src/temporal/environment-actions.ts';
import { environmentQuery, unlockSignal } from '../../src/workflows/shared/messages.ts';
import { eventually } from '../../test/support/eventually.ts';
import { newService, open, planned, plannedWith } from '../../test/support/planning.ts';
import { intervention, read, type Run, start, until } from '../../test/support/releasing.ts';
import type { Stage, TemporalStage } from '../../test/support/temporal.ts';
import type { Keep } from './keep.ts';

const environment = 'production';
const [OLD = '', NEW = ''] = ['a', 'b'].map((notification) => notification.repeat(40));
const CHECK = {
  kind: 'http',
  name: 'healthy',
  path: '/',
  expectStatus: 200,
  retryForMs: 1_000,
  intervalMs: 1_000,
  failureThreshold: 3,
} as const;
export const PIPELINE = {
  build: { run: 'true', artifact: 'dist', timeoutMs: 60_000, env: {} },
  test: [],
  verify: [],
  watch: [CHECK],
};

export async function recordMending(stage: TemporalStage, keep: Keep): Promise<void> {
  await recordRollback(stage, keep);
  await recordGuidance(stage, keep);
  await recordReplacedWatch(stage, keep);
  await recordLateWatch(stage, keep);
  await recordDeadHolder(stage, keep);
  await recordFrozenTwice(stage, keep);
  await recordLateRetry(stage, keep);
  await recordWatchedRetry(stage, keep);
}

/** A watch finds that it is bad, so that it is taken back. */
async function recordRollback({ client, withWorker }: TemporalStage, keep: Keep): Promise<void> {
  const watch = async ({ commit }: { commit: string }) => ({
    finding: commit === NEW ? 'failed' : 'passed',
    sentence: 'It was watched.',
    checks: [],
  });
  const place = open({ watchMs: 600_000, onFailure: 'rollback' });
  const worker = { ...plannedWith({ environments: [place], pipeline: PIPELINE }), watch };
  await withWorker(worker, async (stage) => {
    const service = newService();
    const good = await start(stage, { service, commit: OLD });
    await good.result();
    await keep('watched', good);
    const bad = await start(stage, { service, commit: NEW });
    await bad.result();
    await keep('rolled-back', bad);
    const query = `WorkflowType = "rollback"`;
    const back = await eventually('the rollback', async () => {
      for await (const { workflowId } of client.workflow.list({ query })) return workflowId;
      return undefined;
    });
    await keep('rollback', client.workflow.getHandle(back));
  });
}

/** It asks, is tried again, asks again, and is ignored; another one fails. */
async function recordGuidance({ withWorker }: TemporalStage, keep: Keep): Promise<void> {
  const verify = async () => {
    throw ApplicationFailure.nonRetryable('It is not well.', 'VERIFICATION_FAILED');
  };
  await withWorker({ ...planned(open({ onFailure: 'ask' })), verify }, async (stage) => {
    const run = await start(stage, { service: newService() });
    await answer(stage, run, 'retry');
    await answer(stage, run, 'ignore');
    await run.result();
    await keep('guidance-answered', run);
    const given = await start(stage, { service: newService() });
    await answer(stage, given, 'fail');
    await until(stage, given, 'done');
    await keep('guidance-failed', given);
  });
}

async function answer(stage: Stage, run: Run, choice: 'retry' | 'ignore' | 'fail'): Promise<void> {
  // Just answered, it is as before but for its question.
  const guidanceRequest = await eventually('a question', async () => {
    const known = await read(stage, run);
    return known.phase === 'awaiting-guidance' && known.guidanceRequest?.id;
  });
  const said = { kind: 'guidance', environment, choice } as const;
  await intervention(stage, run, 'ana', { ...said, guidanceRequest });
}

/** Another release goes live while one is watched. */
async function recordReplacedWatch({ withWorker }: TemporalStage, keep: Keep): Promise<void> {
  let end = () => {};
  const over = new Promise<void>((resolve) => (end = resolve));
  const watch = async ({ commit }: { commit: string }) => {
    if (commit === OLD) await over;
    return { finding: 'passed', sentence: 'All was well.', checks: [] };
  };
  const place = open({ watchMs: 600_000 });
  const worker = { ...plannedWith({ environments: [place], pipeline: PIPELINE }), watch };
  await withWorker(worker, async (stage) => {
    const service = newService();
    const older = await start(stage, { service, commit: OLD });
    await until(stage, older, 'watching');
    const newer = await start(stage, { service, commit: NEW });
    await newer.result();
    end();
    await older.result();
    await keep('replaced', older);
  });
}

/** A watch turns out bad when another release is live already, of which nobody has told it. */
async function recordLateWatch({ client, withWorker }: TemporalStage, keep: Keep): Promise<void> {
  let end = () => {};
  const over = new Promise<void>((resolve) => (end = resolve));
  const watch = async () => {
    await over;
    return { finding: 'failed', sentence: 'It turned bad.', checks: [] };
  };
  const place = open({ watchMs: 600_000, onFailure: 'rollback' });
  const worker = { ...plannedWith({ environments: [place], pipeline: PIPELINE }), watch };
  await withWorker(worker, async (stage) => {
    const service = newService();
    const run = await start(stage, { service, commit: OLD });
    await until(stage, run, 'watching');
    const newer = { releaseId: 'newer', commit: NEW, digest: 'd', verified: true };
    await client.workflow
      .getHandle(`environment/${service}/${environment}`)
      .signal(unlockSignal, { runId: 'of-newer', live: { ...newer, atMs: Date.now() + 1_000 } });
    end();
    await run.result();
    await keep('watched-late', run);
  });
}

/** Whoever deploys is terminated, and nobody knows what is live. */
async function recordDeadHolder({ client, withWorker }: TemporalStage, keep: Keep): Promise<void> {
  let end = () => {};
  const over = new Promise<void>((resolve) => (end = resolve));
  let hasBegun = false;
  const deploy = async () => {
    hasBegun = true;
    await over;
    return { switched: true };
  };
  const probe = async () => ({ known: false });
  await withWorker({ ...planned(open()), deploy, probe }, async (stage) => {
    const service = newService();
    const run = await start(stage, { service });
    await eventually('the deployment', async () => hasBegun);
    await run.terminate('gone');
    const place = client.workflow.getHandle(`environment/${service}/${environment}`);
    await stage.fastForward(place.workflowId, 60_000);
    await eventually(
      'the lock to be free',
      async () => !(await place.query(environmentQuery)).holder,
    );
    end();
    await keep('environment-freed', place);
  });
}

/** What is tried again is older than what has gone live meanwhile. */
async function recordLateRetry({ client, withWorker }: TemporalStage, keep: Keep): Promise<void> {
  const deploy = async ({ commit }: { commit: string }) => {
    if (commit === NEW) return { switched: true };
    throw ApplicationFailure.nonRetryable('It does not start.', 'DEPLOY_FAILED');
  };
  let isLate = false;
  const recheckBeforeDeploy = async ({ releaseId }: { releaseId: string }) =>
    isLate ? { kind: 'older', than: `newer than ${releaseId}` } : { kind: 'ok' };
  const worker = { ...planned(open({ onFailure: 'ask' })), deploy, recheckBeforeDeploy };
  await withWorker(worker, async (stage) => {
    const service = newService();
    const run = await start(stage, { service, commit: OLD });
    await until(stage, run, 'awaiting-guidance');
    await createEnvironmentActions(client).unfreeze(service, environment, { by: 'ana' });
    await (await start(stage, { service, commit: NEW })).result();
    isLate = true;
    await answer(stage, run, 'retry');
    await run.result();
    await keep('retried-late', run);
  });
}

/** What was mended is watched. */
async function recordWatchedRetry({ withWorker }: TemporalStage, keep: Keep): Promise<void> {
  let deployments = 0;
  const deploy = async () => {
    if ((deployments += 1) > 1) return { switched: true };
    throw ApplicationFailure.nonRetryable('It does not start.', 'DEPLOY_FAILED');
  };
  const place = open({ watchMs: 600_000, onFailure: 'ask' });
  const worker = { ...plannedWith({ environments: [place], pipeline: PIPELINE }), deploy };
  await withWorker(worker, async (stage) => {
    const run = await start(stage, { service: newService() });
    await answer(stage, run, 'retry');
    await run.result();
    await keep('retried', run);
  });
}

/** A person holds the environment while a release is mended there. */
async function recordFrozenTwice({ withWorker }: TemporalStage, keep: Keep): Promise<void> {
  const deploy = async () => {
    throw ApplicationFailure.nonRetryable('It does not start.', 'DEPLOY_FAILED');
  };
  await withWorker({ ...planned(open({ onFailure: 'ask' })), deploy }, async (stage) => {
    const service = newService();
    const interventions = createEnvironmentActions(stage.client);
    const run = await start(stage, { service, commit: OLD });
    await until(stage, run, 'awaiting-guidance');
    await interventions.freeze(service, environment, { by: 'ana', reason: 'a fair' });
    const next = await start(stage, { service, commit: NEW });
    await until(stage, next, 'queued');
    await answer(stage, run, 'retry');
    await answer(stage, run, 'fail');
    await until(stage, run, 'done');
    await interventions.unfreeze(service, environment, { by: 'ana' });
    await until(stage, next, 'awaiting-guidance');
    await keep(
      'environment-held-twice',
      stage.client.workflow.getHandle(`environment/${service}/${environment}`),
    );
  });
}
