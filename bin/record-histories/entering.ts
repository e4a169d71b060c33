/** How releases wait before an environment, and go before each other. */
import { createEnvironmentActions } from '../../src/temporal/environment-actions.ts';
import { recheckSignal } from '../../src/workflows/shared/messages.ts';
import { STAGING } from '../../test/support/plan.ts';
import { gated, newService, open, planned, plannedWith } from '../../test/support/planning.ts';
import {
  askedAgain,
  atGate,
  intervention,
  start,
  until,
  vote,
} from '../../test/support/releasing.ts';
import type { TemporalStage } from '../../test/support/temporal.ts';
import type { Keep } from './keep.ts';

const HOUR_MS = 3_600_000;
const environment = 'production';
const [OLD = '', NEW = ''] = ['a', 'b'].map((notification) => notification.repeat(40));

export async function recordEntering(stage: TemporalStage, keep: Keep): Promise<void> {
  await recordPatience(stage, keep);
  await recordOvertaking(stage, keep);
  await recordInterventions(stage, keep);
  await recordFreeze(stage, keep);
  await recordBuildLatestOnly(stage, keep);
}

/** Approved for later, soaked, and outside of its window. */
async function recordPatience({ withWorker }: TemporalStage, keep: Keep): Promise<void> {
  let isOpen = false;
  const checkWindow = async () => ({ environment, atMs: Date.now(), open: isOpen });
  const place = gated({}, { soakMs: 10 * HOUR_MS, windows: ['office-hours'] });
  await withWorker({ ...planned(STAGING, place), checkWindow }, async (stage) => {
    const run = await start(stage, { service: newService() });
    await atGate(stage, run);
    await vote(stage, run, 'ben', { deployAfterMs: Date.now() + 20 * HOUR_MS });
    await until(stage, run, 'soaking');
    await stage.fastForward(run.workflowId, 21 * HOUR_MS);
    await until(stage, run, 'awaiting-window');
    isOpen = true;
    await run.signal(recheckSignal, { why: 'calendar' });
    await run.result();
    await keep('patient', run);
  });
}

/** A newer release goes before one; another is asked again, as something else went live. */
async function recordOvertaking({ withWorker }: TemporalStage, keep: Keep): Promise<void> {
  await withWorker(planned(gated({ approvals: 2 })), async (stage) => {
    const service = newService();
    const older = await start(stage, { service, commit: OLD });
    const newer = await start(stage, { service, commit: NEW });
    const newest = await start(stage, { service, commit: 'c'.repeat(40) });
    for (const run of [older, newer, newest]) await atGate(stage, run);
    await vote(stage, newest, 'ben');
    await vote(stage, newer, 'ben');
    await vote(stage, newer, 'cid');
    await Promise.all([older.result(), newer.result()]);
    await keep('superseded', older);
    await askedAgain(stage, newest, newer.workflowId);
    await vote(stage, newest, 'ben');
    await vote(stage, newest, 'cid');
    await newest.result();
    await keep('asked-again', newest);
  });
}

/** Switched to asking nobody; and in by break-glass. */
async function recordInterventions({ withWorker }: TemporalStage, keep: Keep): Promise<void> {
  await withWorker(planned(gated()), async (stage) => {
    const run = await start(stage, { service: newService() });
    await atGate(stage, run);
    await intervention(stage, run, 'zoe', {
      kind: 'mode',
      environment,
      mode: 'automatic',
      reason: 'Only words.',
    });
    await run.result();
    await keep('switched', run);
    const urgent = await start(stage, { service: newService() });
    await atGate(stage, urgent);
    await intervention(stage, urgent, 'zoe', { kind: 'override', environment, reason: 'fire' });
    await urgent.result();
    await keep('overridden', urgent);
  });
}

/** Waits for a person to lift a hold, and asks again meanwhile. */
async function recordFreeze({ withWorker }: TemporalStage, keep: Keep): Promise<void> {
  await withWorker(planned(open()), async (stage) => {
    const service = newService();
    const interventions = createEnvironmentActions(stage.client);
    await interventions.freeze(service, environment, { by: 'ana', reason: 'a fair' });
    const run = await start(stage, { service });
    await until(stage, run, 'queued');
    await stage.fastForward(run.workflowId, HOUR_MS);
    await run.signal(recheckSignal, { why: 'live' });
    await interventions.unfreeze(service, environment, { by: 'ana' });
    await run.result();
    await keep('frozen', run);
    await keep('environment-held', stage.client.workflow.getHandle(placeId(service)));
  });
}

/** Of commits that wait for the build one is left out. */
async function recordBuildLatestOnly({ withWorker }: TemporalStage, keep: Keep): Promise<void> {
  let finish = () => {};
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const build = async () => {
    await finished;
    return { digest: `sha256:${'a'.repeat(64)}`, sizeBytes: 1, kind: 'folder' };
  };
  const worker = { ...plannedWith({ environments: [open()], buildLatestOnly: true }), build };
  await withWorker(worker, async (stage) => {
    const service = newService();
    const first = await start(stage, { service, commit: OLD });
    await until(stage, first, 'building');
    const second = await start(stage, { service, commit: NEW });
    await until(stage, second, 'queued');
    const third = await start(stage, { service, commit: 'c'.repeat(40) });
    await second.result();
    finish();
    await Promise.all([first.result(), third.result()]);
    await keep('left-out', second);
    await keep('coalesced', third);
  });
}

const placeId = (service: string) => `environment/${service}/${environment}`;
