import { ApplicationFailure } from '@temporalio/client';
import { describe, expect, it, vi } from 'vitest';
import { releaseFromEvents } from '../../../src/domain/release/history.ts';
import { waitingFor } from '../../../src/domain/release/waiting.ts';
import { createEnvironmentActions } from '../../../src/temporal/environment-actions.ts';
import { environmentId } from '../../../src/temporal/environment-id.ts';
import { readPresent } from '../../../src/temporal/present.ts';
import {
  environmentQuery,
  freezeUpdate,
  unfreezeUpdate,
} from '../../../src/workflows/shared/messages.ts';
import { eventually } from '../../support/eventually.ts';
import { rollBack } from '../../support/mending.ts';
import { gated, newService, open, planned } from '../../support/planning.ts';
import { atGate, read, type Run, start, until, vote } from '../../support/releasing.ts';
import { type Stage, useTemporal } from '../../support/temporal.ts';

const MINUTE_MS = 60_000;
const handleOf = ({ client }: Pick<Stage, 'client'>, service: string) =>
  client.workflow.getHandle(environmentId(service, 'production'));
const stateOf = (stage: Pick<Stage, 'client'>, service: string) =>
  handleOf(stage, service).query(environmentQuery);

/** A deployment that goes on until the test lets it end. */
function slowDeployment() {
  let end = () => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  const deploy = vi.fn<() => Promise<{ switched: boolean }>>(async () => {
    await ended;
    return { switched: true };
  });
  return { deploy, end };
}

describe('a holder that died', () => {
  const { withWorker } = useTemporal();

  it.each([
    ['E3 is noticed within a minute, with nobody in the queue', { known: true }, undefined],
    ['R6 leaves an unknown outcome where the target cannot tell', { known: false }, 'slipway'],
  ])('%s', async (_, found, holder) => {
    const { deploy, end } = slowDeployment();
    const probe = async () => found;
    await withWorker({ ...planned(open()), deploy, probe }, async (stage) => {
      const service = newService();
      const run = await start(stage, { service });
      await vi.waitUntil(() => deploy.mock.calls.length > 0, 20_000);
      await run.terminate('gone');
      await stage.fastForward(environmentId(service, 'production'), MINUTE_MS);
      const state = await eventually('the lock to be free', async () => {
        const known = await stateOf(stage, service);
        return known.holder === undefined && known;
      });
      expect(state.freezes[0]?.by).toBe(holder);
      expect(state.unknown?.releaseId).toBe(found.known ? undefined : run.workflowId);
      expect(state.live).toBeUndefined();
      end();
    });
  });

  it('R6 is recorded as live if the target says so', async () => {
    const { deploy, end } = slowDeployment();
    const probe = async ({ releaseId }: { releaseId: string }) => ({ known: true, releaseId });
    await withWorker({ ...planned(open()), deploy, probe }, async (stage) => {
      const service = newService();
      const run = await start(stage, { service });
      await vi.waitUntil(() => deploy.mock.calls.length > 0, 20_000);
      await run.terminate('gone');
      await stage.fastForward(environmentId(service, 'production'), MINUTE_MS);
      await eventually('the release to be known as live', async () => {
        const { live } = await stateOf(stage, service);
        return live?.releaseId === run.workflowId && !live.verified;
      });
      end();
    });
  });

  it('R2 leaves the environment frozen if it was a rollback', async () => {
    const slow = slowDeployment();
    const deploy = async (input: { log?: unknown }) =>
      input.log ? slow.deploy() : { switched: true };
    const probe = async ({ releaseId }: { releaseId: string }) => ({ known: true, releaseId });
    await withWorker({ ...planned(open()), deploy, probe }, async (stage) => {
      const service = newService();
      const good = await start(stage, { service });
      await good.result();
      const bad = await start(stage, { service, commit: 'f'.repeat(40) });
      await bad.result();
      const back = await rollBack(stage, { service }, bad);
      await vi.waitUntil(() => slow.deploy.mock.calls.length > 0, 20_000);
      await back.terminate('gone');
      await stage.fastForward(environmentId(service, 'production'), MINUTE_MS);
      const { freezes, live } = await eventually('the lock to be free', async () => {
        const known = await stateOf(stage, service);
        return known.holder === undefined && known;
      });
      expect([freezes[0]?.by, live?.releaseId]).toEqual(['slipway', good.workflowId]);
      expect(freezes[0]?.reason).toMatch(/was interrupted/);
      slow.end();
    });
  });

  it('G4 makes a waiting gate ask again if it has made another release live', async () => {
    const { deploy, end } = slowDeployment();
    let dead = '';
    const probe = async () => ({ known: true, releaseId: dead });
    await withWorker({ ...planned(gated()), deploy, probe }, async (stage) => {
      const service = newService();
      const first = await start(stage, { service });
      dead = first.workflowId;
      await atGate(stage, first);
      await vote(stage, first, 'ben');
      await vi.waitUntil(() => deploy.mock.calls.length > 0, 20_000);
      const second = await start(stage, { service, commit: 'f'.repeat(40) });
      await atGate(stage, second);
      await first.terminate('gone');
      await stage.fastForward(environmentId(service, 'production'), MINUTE_MS);
      await eventually('it to be asked about', async () => {
        const { gate } = await read(stage, second);
        return gate?.approvalRequest.live === dead;
      });
      end();
    });
  });

  it('E3 that still runs keeps the lock, however long it takes', async () => {
    const { deploy, end } = slowDeployment();
    await withWorker({ ...planned(open()), deploy }, async (stage) => {
      const service = newService();
      const run = await start(stage, { service });
      await vi.waitUntil(() => deploy.mock.calls.length > 0, 20_000);
      await stage.fastForward(environmentId(service, 'production'), 3 * MINUTE_MS);
      expect((await stateOf(stage, service)).holder?.releaseId).toBe(run.workflowId);
      end();
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
    });
  });
});

describe('a frozen environment', () => {
  const { withWorker } = useTemporal();

  it('E6 lets no release in until it is unfrozen, and tells the reason', async () => {
    await withWorker(planned(open()), async (stage) => {
      const service = newService();
      await (await start(stage, { service })).result();
      const environment = handleOf(stage, service);
      await environment.executeUpdate(freezeUpdate, { args: [{ by: 'ana', reason: 'a fair' }] });
      const run = await start(stage, { service, commit: 'f'.repeat(40) });
      const { freezes } = await until(stage, run, 'queued');
      expect(freezes).toMatchObject([{ by: 'ana', reason: 'a fair' }]);
      await environment.executeUpdate(unfreezeUpdate, { args: [{ by: 'ana' }] });
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
    });
  });

  it('E6 tells a queued release at once about another reason to wait', async () => {
    let fail = () => {};
    const failed = new Promise<void>((resolve) => (fail = resolve));
    const deploy = async () => {
      await failed;
      throw ApplicationFailure.nonRetryable('It does not start.', 'DEPLOY_FAILED');
    };
    await withWorker({ ...planned(open({ onFailure: 'ask' })), deploy }, async (stage) => {
      const service = newService();
      const holder = await start(stage, { service });
      await until(stage, holder, 'deploying');
      const run = await start(stage, { service, commit: 'f'.repeat(40) });
      const says = (...words: string[]) =>
        eventually(`it to say ${words.join()}`, async () => {
          const now = releaseFromEvents(await readPresent(stage.client, run.workflowId));
          const sentence = now && waitingFor(now, Date.now())[0]?.sentence;
          return words.every((word) => sentence?.includes(word));
        });
      await says('Queued for', holder.workflowId);
      fail();
      await says('frozen by slipway', holder.workflowId);
      const interventions = createEnvironmentActions(stage.client);
      await interventions.freeze(service, 'production', { by: 'ana', reason: 'a fair' });
      await says('frozen by ana', 'a fair');
      // Nobody told it: the environment was asked.
      expect(await signalsOf(run)).toEqual([]);
      await Promise.all([run.cancel(), holder.cancel()]);
    });
  });

  it('refuses a freeze without a reason', async () => {
    await withWorker(planned(open()), async (stage) => {
      const service = newService();
      await (await start(stage, { service })).result();
      const freeze = handleOf(stage, service).executeUpdate('freeze', { args: [{ by: 'ana' }] });
      await expect(freeze).rejects.toThrow('Workflow Update failed');
    });
  });
});

/** What a release was sent. */
async function signalsOf(run: Run): Promise<string[]> {
  const { events } = await run.fetchHistory();
  return (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signal }) =>
    signal?.signalName ? [signal.signalName] : [],
  );
}
