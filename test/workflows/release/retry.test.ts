import { describe, expect, it } from 'vitest';
import { createRecheckBeforeDeploy } from '../../../src/activities/recheck-before-deploy.ts';
import { failing, guide, unfreeze, NEW, OLD, state } from '../../support/mending.ts';
import { gated, newService, planned } from '../../support/planning.ts';
import { atGate, read, type Run, start, until, vote } from '../../support/releasing.ts';
import { type Stage, useTemporal } from '../../support/temporal.ts';

describe('a retry', () => {
  const { withWorker } = useTemporal();
  const place = gated({}, { onFailure: 'ask' });
  let isOpen = true;
  let eligible = true;
  const enter = async (stage: Stage, run: Run) => {
    await atGate(stage, run);
    await vote(stage, run, 'ben');
  };

  /** A worker that looks under the lock, and cannot deploy one of these commits at first. */
  function worker(bad: string) {
    const deployed: string[] = [];
    const recheckBeforeDeploy = createRecheckBeforeDeploy({
      checkWindow: async () => ({ open: isOpen }),
      eligible: async () => eligible,
    });
    const deploy = async ({ commit }: { commit: string }) => {
      deployed.push(commit);
      const isFirst = deployed.filter((one) => one === bad).length === 1;
      return commit === bad && isFirst ? failing('DEPLOY_FAILED')() : { switched: true };
    };
    return { activities: { ...planned(place), recheckBeforeDeploy, deploy }, deployed };
  }

  it('E4 does not deploy a release that is older than the live one by now', async () => {
    const { activities, deployed } = worker(OLD);
    await withWorker(activities, async (stage) => {
      const service = newService();
      const older = await start(stage, { service, commit: OLD });
      await enter(stage, older);
      await until(stage, older, 'awaiting-guidance');
      await unfreeze(stage, service);
      const newer = await start(stage, { service, commit: NEW });
      await enter(stage, newer);
      await newer.result();
      await guide(stage, older, 'retry');
      expect(await older.result()).toMatchObject({ outcome: 'superseded', by: newer.workflowId });
      expect(await read(stage, older)).toMatchObject({ supersededBy: newer.workflowId });
      expect(deployed).toEqual([OLD, NEW]);
      expect((await state(stage, service)).freezes).toEqual([]);
    });
  });

  it('G4 asks for approval again when another release is live by now', async () => {
    const { activities, deployed } = worker(NEW);
    await withWorker(activities, async (stage) => {
      const service = newService();
      const run = await start(stage, { service, commit: NEW });
      await enter(stage, run);
      await until(stage, run, 'awaiting-guidance');
      await unfreeze(stage, service);
      const other = await start(stage, { service, commit: OLD });
      await enter(stage, other);
      await other.result();
      await guide(stage, run, 'retry');
      const { gate } = await atGate(stage, run);
      expect([gate?.approvalRequest.live, gate?.votes]).toEqual([other.workflowId, []]);
      expect(deployed).toEqual([NEW, OLD]);
      await vote(stage, run, 'ben');
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
    });
  });

  it('W5 deploys also in a closed window, without another approval', async () => {
    const { activities, deployed } = worker(OLD);
    await withWorker(activities, async (stage) => {
      const run = await start(stage, { service: newService(), commit: OLD });
      await enter(stage, run);
      await until(stage, run, 'awaiting-guidance');
      [isOpen, eligible] = [false, false];
      await guide(stage, run, 'retry');
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
      expect(deployed).toEqual([OLD, OLD]);
      [isOpen, eligible] = [true, true];
    });
  });
});
