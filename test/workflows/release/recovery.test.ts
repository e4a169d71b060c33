import { describe, expect, it } from 'vitest';
import { environmentId } from '../../../src/temporal/environment-id.ts';
import { readEvents } from '../../../src/temporal/read-events.ts';
import { freezeUpdate } from '../../../src/workflows/shared/messages.ts';
import { eventually } from '../../support/eventually.ts';
import { failing, guide, unfreeze, NEW, OLD, state } from '../../support/mending.ts';
import { gated, newService, open, planned } from '../../support/planning.ts';
import { atGate, intervention, read, start, until } from '../../support/releasing.ts';
import { useTemporal } from '../../support/temporal.ts';

/** Fails for these commits, and only for them. */
const badAt = (type: string, ...commits: string[]) => ({
  verify: async ({ commit, log }: { commit: string; log?: object }) =>
    commits.includes(commit) && !log ? failing(type)() : { checks: [] },
});

describe('a failure', () => {
  const { withWorker } = useTemporal();
  const ask = open({ onFailure: 'ask' });
  const back = open({ onFailure: 'rollback' });

  it('R1 R2 is rolled back to the release that was verified last, and leaves the environment frozen', async () => {
    const deployed: string[] = [];
    const deploy = async ({ releaseId, log }: { releaseId: string; log?: object }) => {
      deployed.push(log ? `back to ${releaseId}` : releaseId);
      return { switched: true };
    };
    const worker = { ...planned(back), ...badAt('VERIFICATION_FAILED', NEW), deploy };
    await withWorker(worker, async (stage) => {
      const service = newService();
      const good = await start(stage, { service, commit: OLD });
      await good.result();
      const bad = await start(stage, { service, commit: NEW });
      expect(await bad.result()).toMatchObject({ outcome: 'rolled-back' });
      expect(deployed).toEqual([good.workflowId, bad.workflowId, `back to ${good.workflowId}`]);
      const told = await readEvents(stage.client, bad.workflowId);
      expect(told.find(({ kind }) => kind === 'rolled-back')).toMatchObject({
        environment: 'production',
        result: { kind: 'rolled-back', to: good.workflowId },
      });
      const { live, freezes, history } = await state(stage, service);
      expect(live).toMatchObject({
        releaseId: good.workflowId,
        rolledBack: bad.workflowId,
        verified: true,
      });
      expect(history[0]).toMatchObject({ releaseId: bad.workflowId, verified: false });
      expect(freezes).toMatchObject([{ by: 'slipway' }]);
      expect(stage.calls.filter((call) => call === 'build')).toHaveLength(2);

      const next = await start(stage, { service, commit: 'c'.repeat(40) });
      const { freezes: shown } = await until(stage, next, 'queued');
      expect(shown?.[0]?.reason).toContain(bad.workflowId);
      await unfreeze(stage, service);
      expect(await next.result()).toMatchObject({ outcome: 'succeeded' });
    });
  });

  it('R2 is not followed by a second rollback when the first one fails', async () => {
    const verify = async ({ commit, log }: { commit: string; log?: object }) =>
      commit === NEW || log ? failing('VERIFICATION_FAILED')() : { checks: [] };
    await withWorker({ ...planned(back), verify }, async (stage) => {
      const service = newService();
      await (await start(stage, { service, commit: OLD })).result();
      const bad = await start(stage, { service, commit: NEW });
      await until(stage, bad, 'awaiting-guidance');
      const deployments = stage.calls.filter((call) => call === 'deploy production');
      expect(deployments).toHaveLength(3);
      expect((await state(stage, service)).freezes).toHaveLength(1);
      await bad.terminate();
    });
  });

  it('R4 of the first release asks a user, because there is no rollback release', async () => {
    const worker = { ...planned(back), ...badAt('VERIFICATION_FAILED', OLD) };
    await withWorker(worker, async (stage) => {
      const run = await start(stage, { service: newService(), commit: OLD });
      const { guidanceRequest } = await until(stage, run, 'awaiting-guidance');
      expect(guidanceRequest?.choices).toEqual(['retry', 'ignore', 'fail']);
      await guide(stage, run, 'fail');
      await expect(run.result()).rejects.toThrow('Workflow execution failed');
      expect(await read(stage, run)).toMatchObject({ outcome: 'failed' });
    });
  });

  it('R4 tells before the approval whether there is a rollback release', async () => {
    await withWorker(planned(gated()), async (stage) => {
      const service = newService();
      const run = await start(stage, { service });
      const { promotions = [] } = await atGate(stage, run);
      expect(promotions[0]).not.toHaveProperty('rollbackTo');
      await run.terminate();
    });
  });

  it('R5 is deployed again by `retry`, and other releases wait meanwhile', async () => {
    let isBad = true;
    const deploy = async ({ commit }: { commit: string }) =>
      commit === OLD && isBad ? failing('DEPLOY_FAILED')() : { switched: true };
    await withWorker({ ...planned(ask), deploy }, async (stage) => {
      const service = newService();
      const run = await start(stage, { service, commit: OLD });
      await until(stage, run, 'awaiting-guidance');
      const other = await start(stage, { service, commit: NEW });
      const { freezes } = await until(stage, other, 'queued');
      expect(freezes?.[0]?.reason).toContain(run.workflowId);
      isBad = false;
      expect(await guide(stage, run, 'retry')).toEqual({ kind: 'done' });
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
      expect(await other.result()).toMatchObject({ outcome: 'succeeded' });
    });
  });

  it('E6 leaves the freeze of a user in place, during and after the recovery', async () => {
    let isBad = true;
    let deploying = () => {};
    const hasBegun = new Promise<void>((resolve) => (deploying = resolve));
    let go = () => {};
    const isHeld = new Promise<void>((resolve) => (go = resolve));
    const deploy = async () => {
      deploying();
      await isHeld;
      return isBad ? failing('DEPLOY_FAILED')() : { switched: true };
    };
    await withWorker({ ...planned(ask), deploy }, async (stage) => {
      const service = newService();
      const run = await start(stage, { service, commit: OLD });
      await hasBegun;
      const said = { by: 'ana', reason: 'a fair' };
      await stage.client.workflow
        .getHandle(environmentId(service, 'production'))
        .executeUpdate(freezeUpdate, { args: [said] });
      go();
      await until(stage, run, 'awaiting-guidance');
      const { freezes } = await state(stage, service);
      expect(freezes).toMatchObject([said, { by: 'slipway', releaseId: run.workflowId }]);
      expect(freezes[1]?.reason).toContain('is being fixed');
      isBad = false;
      await guide(stage, run, 'retry');
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
      const after = await state(stage, service);
      expect(after.freezes).toEqual([freezes[0]]);
    });
  });

  it('R5 is ignored by `ignore`, and other releases may enter', async () => {
    const worker = { ...planned(ask), ...badAt('VERIFICATION_FAILED', OLD) };
    await withWorker(worker, async (stage) => {
      const service = newService();
      const run = await start(stage, { service, commit: OLD });
      await guide(stage, run, 'ignore');
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
      const { freezes, live } = await state(stage, service);
      expect(freezes).toEqual([]);
      expect(live).toMatchObject({ verified: false });
    });
  });

  it('R5 is rolled back by `rollback`, and an unavailable choice is refused', async () => {
    const worker = { ...planned(ask), ...badAt('VERIFICATION_FAILED', NEW) };
    await withWorker(worker, async (stage) => {
      const service = newService();
      const good = await start(stage, { service, commit: OLD });
      await good.result();
      const bad = await start(stage, { service, commit: NEW });
      const { guidanceRequest } = await until(stage, bad, 'awaiting-guidance');
      expect(guidanceRequest).toMatchObject({ rollbackTo: good.workflowId });
      await guide(stage, bad, 'rollback');
      expect(await bad.result()).toMatchObject({ outcome: 'rolled-back' });
    });
  });

  it.each(['VERIFICATION_INCONCLUSIVE', 'REPOSITORY_UNREACHABLE', 'DISK_FULL'])(
    'V1 what could not be measured asks a person, whatever is configured: %s',
    async (code) => {
      const worker = { ...planned(back), ...badAt(code, NEW) };
      await withWorker(worker, async (stage) => {
        const service = newService();
        await (await start(stage, { service, commit: OLD })).result();
        const run = await start(stage, { service, commit: NEW });
        await guide(stage, run, 'ignore');
        expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
      });
    },
  );

  it('R6 with an unknown outcome is not guessed', async () => {
    let attempts = 0;
    const deploy = async () =>
      (attempts += 1) === 1 ? failing('DEPLOYMENT_STATE_UNKNOWN')() : { switched: true };
    await withWorker({ ...planned(back), deploy }, async (stage) => {
      const run = await start(stage, { service: newService() });
      const { guidanceRequest } = await until(stage, run, 'awaiting-guidance');
      expect(guidanceRequest).toMatchObject({ isUnknown: true, choices: ['retry', 'fail'] });
      const said = { kind: 'guidance', environment: 'production', choice: 'retry' } as const;
      await intervention(stage, run, 'ana', {
        ...said,
        guidanceRequest: guidanceRequest?.id ?? '',
      });
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
    });
  });

  it('R7 ends a release that is cancelled while it asks for guidance, and leaves it frozen', async () => {
    const worker = { ...planned(ask), ...badAt('VERIFICATION_FAILED', OLD) };
    await withWorker(worker, async (stage) => {
      const service = newService();
      const run = await start(stage, { service, commit: OLD });
      await until(stage, run, 'awaiting-guidance');
      await run.cancel();
      await eventually('the end', async () => (await read(stage, run)).outcome === 'cancelled');
      expect((await state(stage, service)).freezes[0]?.reason).toContain(run.workflowId);
    });
  });
});
