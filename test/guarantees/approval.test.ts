import { Client, Connection } from '@temporalio/client';
import { describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { expectReleasedOnce, switchesOf } from '../support/released-once.ts';
import { useStage } from '../support/stage.ts';

/** Far below the 10 s that Temporal waits by default for a worker that is no more. */
const PROMISED_MS = 3_000;

describe('an approval', () => {
  const stage = useStage();

  /** How many signals Temporal keeps for a run. */
  async function signalsOf(id: string): Promise<number> {
    const connection = await Connection.connect({ address: stage.temporalAddress() });
    const history = await new Client({ connection }).workflow.getHandle(id).fetchHistory();
    await connection.close();
    const events = history.events ?? [];
    return events.filter((event) => event.workflowExecutionSignaledEventAttributes).length;
  }

  test('G1 is kept while no worker is up, and counted when one is back', async () => {
    const release = await stage.release('hello');
    const vote = await stage.atGate(release.id);
    await stage.worker().kill();
    const answer = await stage.post(`/releases/${release.id}/approval`, vote);
    expect(answer).toMatchObject({ status: 202, body: { vote: 'pending' } });
    expect(switchesOf(stage, release)).toEqual([]);
    await stage.startWorker();

    const ended = await expectReleasedOnce(stage, release);
    expect(ended.votes).toMatchObject([{ counted: true }]);
  });

  // A machine that does much else in that second may be late once.
  test(
    'is followed by production within 3 s, also right after the worker was killed',
    { retry: 2 },
    async () => {
      // So that the killed worker was the last to look after production, too.
      const earlier = await stage.release('hello');
      await stage.approve(earlier.id);
      await expectReleasedOnce(stage, earlier);
      const release = await stage.release('hello');
      const vote = await stage.atGate(release.id);
      await stage.worker().kill();
      await stage.startWorker();

      const askedMs = performance.now();
      const answered = stage.post(`/releases/${release.id}/approval`, vote);
      await eventually('the switch', async () => switchesOf(stage, release).length > 0);
      const tookMs = performance.now() - askedMs;
      console.log(`approval to production after a restart: ${Math.round(tookMs)} ms`);
      expect(tookMs).toBeLessThan(PROMISED_MS);
      await answered;
      await expectReleasedOnce(stage, release);
    },
  );

  test('G5 counts once when the API was killed between the signal and the response', async () => {
    const release = await stage.release('hello', 'activate-production');
    const vote = await stage.atGate(release.id);
    // The signal is kept, and nobody can answer what it did.
    process.kill(stage.worker().pid, 'SIGSTOP');
    try {
      const cut = stage
        .post(`/releases/${release.id}/approval`, vote)
        .catch((error: Error) => error);
      await eventually('the signal', async () => (await signalsOf(release.id)) > 0);
      await stage.api().kill();
      expect(await cut).toBeInstanceOf(Error);
    } finally {
      process.kill(stage.worker().pid, 'SIGCONT');
    }
    await stage.startApi();

    const again = await stage.post(`/releases/${release.id}/approval`, vote);
    expect(again).toMatchObject({ status: 200, body: { vote: 'already-counted' } });
    release.letGo('activate-production');
    const ended = await expectReleasedOnce(stage, release);
    expect(ended.votes).toHaveLength(1);
    const late = await stage.post(`/releases/${release.id}/approval`, vote);
    expect(late).toMatchObject({ status: 409, body: { code: 'GATE_CLOSED' } });
  });

  test('G5 counts once whenever the API is killed and the approval is sent again', async () => {
    for (const afterMs of [0, 10, 30]) {
      const release = await stage.release('hello');
      const vote = await stage.atGate(release.id);
      const cut = stage.post(`/releases/${release.id}/approval`, vote).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      await stage.api().kill();
      await cut;
      await stage.startApi();
      const { status } = await stage.post(`/releases/${release.id}/approval`, vote);
      expect([200, 202, 409]).toContain(status);
      const ended = await expectReleasedOnce(stage, release);
      expect(ended.votes).toHaveLength(1);
    }
  });
});
