import { randomBytes } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import type { StartRequest } from '../../src/api/engine.ts';
import { nextStep } from '../../src/api/releases/next-step.ts';
import { releaseFromEvents } from '../../src/domain/release/history.ts';
import type { SignedIntervention } from '../../src/domain/release/intervention.ts';
import { createEngine } from '../../src/temporal/engine.ts';
import { eventually } from '../support/eventually.ts';
import { INPUT } from '../support/plan.ts';
import { gated, newService, planned } from '../support/planning.ts';
import { useTemporal } from '../support/temporal.ts';

describe('a release that was opened', () => {
  const { client, connection, withWorker } = useTemporal();
  const engine = () => createEngine(client(), connection());
  const start = async (service: string) => {
    const commit = randomBytes(20).toString('hex');
    const intervention: StartRequest = {
      notifies: false,
      service,
      commit,
      author: INPUT.author,
      subject: 'Say hello',
      startedBy: 'ana',
      voteKey: '',
      mode: 'approval',
      urlOf: (id) => `http://api/releases/${id}`,
    };
    return { ...(await engine().start(intervention)), commit };
  };
  const interventionOf = (runId: string, more: Partial<SignedIntervention> = {}) =>
    ({
      kind: 'override',
      interventionId: randomBytes(8).toString('hex'),
      by: 'olga',
      atMs: Date.now(),
      environment: 'production',
      runId,
      reason: 'The shop is down.',
      // The fake worker takes any for genuine.
      signature: 'any',
      ...more,
    }) as SignedIntervention;

  it('G15 an intervention reaches the run that is meant, and no other', async () => {
    const service = newService();
    await withWorker(planned(gated()), async () => {
      const { id, commit } = await start(service);
      const opened = await engine().open(id);
      const { runId } = opened;
      await eventually('the release to wait', async () =>
        (await engine().waiting(service, 'production')).some(({ releaseId }) => releaseId === id),
      );
      expect(await engine().existingRelease(service, commit)).toBe(id);
      const refused = { kind: 'refused', code: 'NOTHING_TO_ACT_ON' };
      expect(await opened.intervene(interventionOf('another'))).toEqual(refused);
      const unsigned = interventionOf(runId);
      delete (unsigned as { signature?: string }).signature;
      expect(await opened.intervene(unsigned)).toEqual({
        kind: 'refused',
        code: 'INTERVENTION_UNSIGNED',
      });
      expect(await opened.intervene(interventionOf(runId))).toEqual({ kind: 'done' });
      await eventually('the release to be in production', async () =>
        (await engine().history(id)).some(({ kind }) => kind === 'ended'),
      );
      await expect(opened.intervene(interventionOf(runId))).rejects.toMatchObject({
        code: 'RELEASE_ENDED',
      });
      expect(await engine().waiting(service, 'production')).toEqual([]);
    });
  });

  it('G2 a vote, its receipt and the next step take one reading of the history', async () => {
    const service = newService();
    await withWorker(planned(gated()), async () => {
      const { id } = await start(service);
      const approvalRequest = await eventually('the gate to open', async () => {
        const release = releaseFromEvents(await engine().history(id));
        return release?.phase === 'awaiting-approval' && release.gate?.approvalRequest.digest;
      });
      const voteId = 'v-1';
      const cast = {
        voteId,
        by: 'ben',
        verdict: 'approve',
        approvalRequest,
        atMs: Date.now(),
      } as const;
      const reads = vi.spyOn(client().workflowService, 'getWorkflowExecutionHistory');
      const opened = await engine().open(id);
      const receipt = await opened.vote({ ...cast, signature: 'any' });
      expect(receipt?.gate?.kind).toBe('approved');
      const next = await nextStep(opened, { isNow: true, otherwise: 'nothing is known' });
      expect(next).toBe('Deploying to production.');
      const fromTheBeginning = reads.mock.calls.filter(([request]) => !request.nextPageToken);
      expect(fromTheBeginning).toHaveLength(1);
      reads.mockRestore();
    });
  });

  it('G2 an intervention without a worker is kept, and its receipt is pending', async () => {
    const { id } = await start(newService());
    const opened = await engine().open(id);
    expect(await opened.intervene(interventionOf(opened.runId))).toBeUndefined();
    await client().workflow.getHandle(id).terminate();
  });

  it.each([
    ['an id of no workflow', () => engine().open('nope-000000000000')],
    ['the id of another workflow', () => engine().open('environment/hello/staging')],
  ])('%s is RELEASE_NOT_FOUND where there is no release', async (_, call) => {
    await expect(call()).rejects.toMatchObject({ code: 'RELEASE_NOT_FOUND' });
  });

  it('E6 an environment can be frozen and unfrozen before its first release, any number of times', async () => {
    const service = newService();
    const held = async () => (await engine().environment(service, 'staging'))?.freezes[0];
    await withWorker({}, async () => {
      await engine().unfreeze(service, 'staging', { by: 'ana' });
      expect(await held()).toBeUndefined();
      await engine().freeze(service, 'staging', { by: 'ana', reason: 'Stock-taking.' });
      await engine().freeze(service, 'staging', { by: 'ben', reason: 'Still.' });
      expect(await held()).toMatchObject({ by: 'ben', reason: 'Still.' });
      await engine().unfreeze(service, 'staging', { by: 'ana' });
      await engine().unfreeze(service, 'staging', { by: 'ana' });
      expect(await held()).toBeUndefined();
    });
  });

  it('E6 reports in time that no worker freezes or unfreezes', async () => {
    const service = newService();
    const intervention = { by: 'ana', reason: 'Stock-taking.' };
    const noWorker = { code: 'NO_WORKER' };
    await expect(engine().freeze(service, 'staging', intervention)).rejects.toMatchObject(noWorker);
    await expect(engine().unfreeze(service, 'staging', intervention)).rejects.toMatchObject(
      noWorker,
    );
  });

  it('R3 a rollback is a workflow of its own, named by its environment', async () => {
    const service = newService();
    const intervention = {
      service,
      environment: 'production',
      from: 'd',
      to: 'b',
      by: 'ana',
      reason: 'It loses orders.',
      url: 'http://api/releases/d',
    };
    const id = await engine().rollBack(intervention);
    expect(id).toMatch(new RegExp(`^rollback/${service}/production/[0-9a-f-]{36}$`));
    expect(await engine().rollBack(intervention)).not.toBe(id);
    const run = client().workflow.getHandle(id);
    const { type, status } = await run.describe();
    expect([type, status.name]).toEqual(['rollback', 'RUNNING']);
    await run.terminate();
  });
});
