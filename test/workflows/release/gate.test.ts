import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Connection } from '@temporalio/client';
import { describe, expect, inject, it, vi } from 'vitest';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { effects } from '../../support/activities.ts';
import { INPUT, PLAN, POLICY, PRODUCTION } from '../../support/plan.ts';
import { eventually } from '../../support/eventually.ts';
import { atGate, read, type Run, start, vote } from '../../support/releasing.ts';
import { useTemporal } from '../../support/temporal.ts';

const DAY_MS = 86_400_000;

describe('the gate of a release', () => {
  const { client, connection, withWorker } = useTemporal();
  const planned = (plan: Plan) => ({ planRelease: async () => plan });

  it('waits for days, and lets the release deploy once after the approval', async () => {
    await withWorker({}, async (stage) => {
      const run = await start(stage);
      await atGate(stage, run);
      await stage.fastForward(run.workflowId, 6 * DAY_MS);
      expect(effects(stage.calls)).not.toContain('deploy production');

      const receipt = await vote(stage, run, 'ben');
      expect(receipt).toMatchObject({ effect: { kind: 'counted' }, gate: { kind: 'approved' } });
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
      expect(effects(stage.calls).filter((call) => call === 'deploy production')).toHaveLength(1);
    });
  });

  it('G12 expires without a decision in time, which is neither failed nor rejected', async () => {
    await withWorker({}, async (stage) => {
      const run = await start(stage);
      await atGate(stage, run);
      await stage.fastForward(run.workflowId, 7 * DAY_MS + 1_000);
      expect(await run.result()).toMatchObject({ outcome: 'expired' });
      expect(effects(stage.calls)).not.toContain('deploy production');
    });
  });

  it('G10 ends the release by one rejection, and keeps the reason', async () => {
    await withWorker({}, async (stage) => {
      const run = await start(stage);
      await atGate(stage, run);
      await vote(stage, run, 'ben', { verdict: 'reject', comment: 'not on a Friday' });
      expect(await run.result()).toEqual({
        outcome: 'rejected',
        summary: 'ben rejected it: not on a Friday',
      });
      expect(await read(stage, run)).toMatchObject({
        outcome: 'rejected',
        gate: { votes: [{ by: 'ben' }] },
      });
    });
  });

  it('G16 A2 checks a vote that comes while another one ends the release', async () => {
    let letCheck = () => {};
    const checks = new Promise<void>((resolve) => (letCheck = resolve));
    const checkVote = async ({ vote: cast }: { vote: { by: string } }) => {
      if (cast.by === 'ben') await checks;
      return { vote: { ...cast, signed: true } };
    };
    await withWorker({ checkVote }, async (stage) => {
      const run = await start(stage);
      await atGate(stage, run);
      const rejection = vote(stage, run, 'ben', { verdict: 'reject', comment: 'not on a Friday' });
      await vi.waitUntil(() => stage.calls.includes('checkVote'), 10_000);
      const late = vote(stage, run, 'cid');
      await eventually('both votes', async () => {
        const { events } = await run.fetchHistory();
        return (
          events?.filter((event) => event.workflowExecutionSignaledEventAttributes).length === 2
        );
      });
      letCheck();
      expect((await rejection).gate).toMatchObject({ kind: 'rejected' });
      expect((await late).effect).toEqual({ kind: 'refused', code: 'GATE_CLOSED' });
      expect(await run.result()).toMatchObject({ outcome: 'rejected' });
    });
  });

  it('G5 needs as many different users as its policy says', async () => {
    const environments = [{ ...PRODUCTION, gate: { ...POLICY, approvals: 2 } }];
    await withWorker(planned({ ...PLAN, environments }), async (stage) => {
      const run = await start(stage);
      await atGate(stage, run);
      expect(await vote(stage, run, 'ben')).toMatchObject({
        gate: { kind: 'waiting', missing: 1 },
      });
      expect(await vote(stage, run, 'ben')).toMatchObject({ effect: { kind: 'already-counted' } });
      expect(await vote(stage, run, 'cid')).toMatchObject({ gate: { kind: 'approved' } });
      await run.result();
    });
  });

  it('G6 counts group members by the groups that the API attests, if the API has signed the vote', async () => {
    const groups = [{ name: 'managers', members: [] }];
    const environments = [{ ...PRODUCTION, gate: { ...POLICY, groups } }];
    const asked: unknown[] = [];
    const recheckVoters = async (guidanceRequest: unknown) => {
      asked.push(guidanceRequest);
      return { ineligible: [] };
    };
    const stubs = { ...planned({ ...PLAN, environments }), recheckVoters };
    await withWorker(stubs, async (stage) => {
      const run = await start(stage);
      await atGate(stage, run);
      const forged = { groups: ['managers'], signature: undefined };
      expect(await vote(stage, run, 'cid', forged)).toMatchObject({
        effect: { kind: 'refused', code: 'VOTE_UNSIGNED' },
      });
      expect(await vote(stage, run, 'cid', { groups: [] })).toMatchObject({
        effect: { kind: 'refused', code: 'NOT_ELIGIBLE' },
      });
      expect(await vote(stage, run, 'ben', { groups: ['managers'] })).toMatchObject({
        effect: { kind: 'counted' },
        gate: { kind: 'approved', by: ['ben'] },
      });
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
      const place = { service: 'hello', environment: 'production' };
      expect(asked).toEqual([{ ...place, approvers: ['ben'], groups: ['managers'] }]);
    });
  });

  it('G2 G16 tells why a vote does not count, to the voter and on the release', async () => {
    await withWorker({}, async (stage) => {
      const run = await start(stage);
      const { gate } = await atGate(stage, run);
      const refused = async (by: string, more: object) =>
        (await vote(stage, run, by, more))?.effect;
      expect(await refused('ben', { approvalRequest: 'sha256:old' })).toEqual({
        kind: 'refused',
        code: 'APPROVAL_REQUEST_CHANGED',
      });
      expect(await refused('ben', { signature: undefined })).toEqual({
        kind: 'refused',
        code: 'VOTE_UNSIGNED',
      });
      expect(await refused(INPUT.startedBy, {})).toEqual({
        kind: 'refused',
        code: 'SELF_APPROVAL',
      });
      const { votes } = await read(stage, run);
      expect(votes.map((cast) => cast.refused)).toEqual([
        'APPROVAL_REQUEST_CHANGED',
        'VOTE_UNSIGNED',
        'SELF_APPROVAL',
      ]);
      expect(gate?.approvalRequest).toBeDefined();
      await vote(stage, run, 'ben');
      await run.result();
    });
  });

  it('G13 is not opened by an approval from before it opens', async () => {
    let built = () => {};
    const building = new Promise<void>((resolve) => (built = resolve));
    const build = async () => {
      await building;
      return { digest: 'sha256:a', sizeBytes: 1 };
    };
    await withWorker({ build }, async (stage) => {
      const run = await start(stage);
      await vi.waitUntil(() => stage.calls.includes('build'), 20_000);
      expect((await vote(stage, run, 'ben', { approvalRequest: 'sha256:any' }))?.effect).toEqual({
        kind: 'refused',
        code: 'GATE_NOT_OPEN',
      });
      built();
      await atGate(stage, run);
      await run.cancel();
      await expect(run.result()).rejects.toThrow('Workflow execution');
    });
  });

  it('ignores an invalid vote signal', async () => {
    await withWorker({}, async (stage) => {
      const run = await start(stage);
      await atGate(stage, run);
      await run.signal('approval', 'yes please');
      await run.signal('approval', { verdict: 'approve' });
      await vote(stage, run, 'ben');
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
    });
  });

  it('G18 counts a vote that was typed into the CLI of Temporal only if its policy accepts unsigned votes', async () => {
    const environments = [{ ...PRODUCTION, gate: { ...POLICY, unsignedVotes: 'accept' as const } }];
    await withWorker(planned({ ...PLAN, environments }), async (stage) => {
      const run = await start(stage);
      const { gate } = await atGate(stage, run);
      const shown = /such as ({.*?})/.exec(await descriptionOf(run, 'approval'))?.[1] ?? '';
      const typed = {
        ...JSON.parse(shown),
        by: 'ben',
        approvalRequest: gate?.approvalRequest.digest,
      };
      await sendByCli(connection(), run, JSON.stringify(typed));
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
      expect((await read(stage, run)).votes).toMatchObject([{ by: 'ben', verdict: 'approve' }]);
    });
  });

  it('G2 gives a receipt for a vote that comes together with a cancellation', async () => {
    await withWorker({}, async (stage) => {
      const run = await start(stage);
      await atGate(stage, run);
      const [receipt] = await Promise.all([vote(stage, run, 'ben'), run.cancel()]);
      expect(receipt.effect.kind).toBeDefined();
      await run.result().catch(() => {});
      expect(await read(stage, run)).toMatchObject({ phase: 'done' });
    });
  });

  it('G1 G12 counts a vote that was cast in time, also when every worker was down past the expiry', async () => {
    let move: (id: string, byMs: number, polls: number) => Promise<void> = async () => {};
    const run = await withWorker({}, async (stage) => {
      const waiting = await start(stage);
      await atGate(stage, waiting);
      move = stage.fastForward;
      return waiting;
    });
    const cast = vote({ client: client() }, run, 'ben', { atMs: Date.now() });
    await move(run.workflowId, 7 * DAY_MS + 1_000, 0);
    await withWorker({}, async () => {
      expect(await cast).toMatchObject({ effect: { kind: 'counted' } });
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
    });
  });
});

/** What Temporal's UI shows beside the signal. */
async function descriptionOf(run: Run, signal: string): Promise<string> {
  const { definition } = await run.query<Metadata>('__temporal_workflow_metadata');
  return definition.signalDefinitions.find(({ name }) => name === signal)?.description ?? '';
}

interface Metadata {
  readonly definition: {
    readonly signalDefinitions: readonly { readonly name: string; readonly description: string }[];
  };
}

async function sendByCli({ options }: Connection, run: Run, input: string): Promise<void> {
  const { namespace } = run.client.options;
  const to = [
    '--address',
    options.address,
    '--namespace',
    namespace,
    '--workflow-id',
    run.workflowId,
  ];
  const signal = ['workflow', 'signal', ...to, '--name', 'approval', '--input', input];
  await promisify(execFile)(inject('temporalBinary'), signal);
}
