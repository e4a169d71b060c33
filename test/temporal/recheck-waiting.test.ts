import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import type { Phase } from '../../src/domain/release/release.ts';
import { recheckWaiting } from '../../src/temporal/recheck-waiting.ts';
import { recheckSignal } from '../../src/workflows/shared/messages.ts';
import {
  environmentKey,
  phaseKey,
  serviceKey,
} from '../../src/workflows/shared/search-attributes.ts';
import { eventually } from '../support/eventually.ts';
import { INPUT } from '../support/plan.ts';
import { gated, newService, planned } from '../support/planning.ts';
import { atGate, start } from '../support/releasing.ts';
import { useTemporal } from '../support/temporal.ts';

describe('recheckWaiting', () => {
  const { client, withWorker } = useTemporal();

  /** A release that visibility knows in this phase; without a worker it stays there. */
  async function releaseIn(service: string, phase: Phase, environment: string): Promise<string> {
    const id = `${service}-${randomUUID().slice(-12)}`;
    await client().workflow.start('release', {
      workflowId: id,
      taskQueue: 'slipway',
      args: [{ ...INPUT, id, service }],
      typedSearchAttributes: [
        { key: serviceKey, value: service },
        { key: phaseKey, value: phase },
        { key: environmentKey, value: environment },
      ],
    });
    await known(id, phase);
    return id;
  }

  /** Visibility comes a moment after the history. */
  async function known(id: string, phase: Phase): Promise<void> {
    const query = `WorkflowId = "${id}" AND ${phaseKey.name} = "${phase}"`;
    await eventually(
      `${id} to be listed`,
      async () => (await client().workflow.count(query)).count > 0,
    );
  }

  /** What a release was told, in order. */
  async function toldTo(id: string): Promise<unknown[]> {
    const { events } = await client().workflow.getHandle(id).fetchHistory();
    return (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signal }) => {
      const data = signal?.input?.payloads?.[0]?.data;
      return signal?.signalName === recheckSignal.name && data
        ? [JSON.parse(Buffer.from(data).toString())]
        : [];
    });
  }

  it('W4 signals a waiting release, any number of times', async () => {
    await withWorker(planned(gated()), async (stage) => {
      const run = await start(stage, { service: newService() });
      await atGate(stage, run);
      await known(run.workflowId, 'awaiting-approval');
      await recheckWaiting(client(), {}, 'window');
      await recheckWaiting(client(), {}, 'live');
      // What comes while a worker has the run is in the history when the worker has answered.
      const told = await eventually('both signals', async () => {
        const all = await toldTo(run.workflowId);
        return all.length >= 2 && all;
      });
      expect(told).toEqual([{ why: 'window' }, { why: 'live' }]);
      await run.terminate();
    });
  });

  it.each<[Phase, number]>([
    ['soaking', 1],
    ['awaiting-window', 1],
    // All is looked at again when its turn has come.
    ['queued', 0],
    ['watching', 1],
    // It may be looking whether it has to wait.
    ['testing', 1],
    ['verifying', 1],
    ['done', 0],
  ])('signals a release that is %s %i times for each change', async (phase, times) => {
    const id = await releaseIn(newService(), phase, 'production');
    for (const why of ['window', 'live'] as const) await recheckWaiting(client(), {}, why);
    expect(await toldTo(id)).toHaveLength(2 * times);
    await client().workflow.getHandle(id).terminate();
  });

  it('signals only the releases of that environment, and those that soak for the next one', async () => {
    const [service, other] = [newService(), newService()];
    const here = await releaseIn(service, 'awaiting-window', 'staging');
    const queuedBehind = await releaseIn(service, 'soaking', 'production');
    const elsewhere = await releaseIn(service, 'awaiting-window', 'production');
    const another = await releaseIn(other, 'awaiting-window', 'staging');
    await recheckWaiting(client(), { service, environment: 'staging' }, 'live');
    const all = [here, queuedBehind, elsewhere, another];
    const told = await Promise.all(all.map(toldTo));
    expect(told).toEqual([[{ why: 'live' }], [{ why: 'live' }], [], []]);
    await Promise.all(all.map((id) => client().workflow.getHandle(id).terminate()));
  });

  it('does not signal the release that has caused the change', async () => {
    const service = newService();
    const [own, other] = [
      await releaseIn(service, 'verifying', 'staging'),
      await releaseIn(service, 'testing', 'staging'),
    ];
    const { runId } = await client().workflow.getHandle(own).describe();
    await recheckWaiting(client(), { service, environment: 'staging', by: runId }, 'live');
    expect(await Promise.all([own, other].map(toldTo))).toEqual([[], [{ why: 'live' }]]);
    await Promise.all([own, other].map((id) => client().workflow.getHandle(id).terminate()));
  });

  it('signals the others when one has ended meanwhile, however many there are', async () => {
    const service = newService();
    const ended = await releaseIn(service, 'awaiting-window', 'production');
    await client().workflow.getHandle(ended).terminate();
    const ids: string[] = [];
    for (let i = 0; i < 11; i += 1)
      ids.push(await releaseIn(service, 'awaiting-window', 'production'));
    // Visibility lags behind: it still names the one that has ended.
    const lagging = { list: () => [ended, ...ids].map((workflowId) => ({ workflowId })) };
    const { workflow } = client();
    const seen = { workflow: { ...lagging, getHandle: (id: string) => workflow.getHandle(id) } };
    await recheckWaiting(seen as unknown as Client, { service }, 'window');
    for (const id of ids) expect(await toldTo(id)).toEqual([{ why: 'window' }]);
    expect(await toldTo(ended)).toEqual([]);
    await Promise.all(ids.map((id) => client().workflow.getHandle(id).terminate()));
  });

  it('signals the others when one fails, and then throws', async () => {
    const service = newService();
    const ids: string[] = [];
    for (let i = 0; i < 11; i += 1)
      ids.push(await releaseIn(service, 'awaiting-window', 'production'));
    const { workflow } = client();
    const full = { signal: async () => Promise.reject(new Error('It takes no more signals.')) };
    const listed = ['full', ...ids].map((workflowId) => ({ workflowId }));
    const getHandle = (id: string) => (id === 'full' ? full : workflow.getHandle(id));
    const seen = { workflow: { list: () => listed, getHandle } } as unknown as Client;
    await expect(recheckWaiting(seen, { service }, 'window')).rejects.toThrow('no more signals');
    for (const id of ids) expect(await toldTo(id)).toEqual([{ why: 'window' }]);
    await Promise.all(ids.map((id) => client().workflow.getHandle(id).terminate()));
  });
});
