import { describe, expect, it } from 'vitest';
import { phaseKey } from '../../../src/workflows/shared/search-attributes.ts';
import { effects } from '../../support/activities.ts';
import { eventually } from '../../support/eventually.ts';
import { gated, newService, planned } from '../../support/planning.ts';
import { realActivities } from '../../support/real-activities.ts';
import { atGate, intervention, read, start, until, vote } from '../../support/releasing.ts';
import { useTemporal } from '../../support/temporal.ts';

const DAY_MS = 86_400_000;
const COMMITS = ['a', 'b', 'c'].map((notification) => notification.repeat(40));
const [OLD = '', NEW = '', NEWEST = ''] = COMMITS;

describe('the approval of a release', () => {
  const { workerClient, withWorker } = useTemporal();

  it('E4 is not asked for a release that is older than the live one: it is superseded', async () => {
    await withWorker(planned(gated()), async (stage) => {
      const service = newService();
      const newer = await start(stage, { service, commit: NEW });
      await atGate(stage, newer);
      await vote(stage, newer, 'ben');
      await newer.result();
      const older = await start(stage, { service, commit: OLD });
      expect(await older.result()).toMatchObject({ outcome: 'superseded', by: newer.workflowId });
      expect(await read(stage, older)).toMatchObject({ supersededBy: newer.workflowId });
    });
  });

  it('E5 supersedes the older waiting releases', async () => {
    await withWorker(planned(gated()), async (stage) => {
      const service = newService();
      const older = await start(stage, { service, commit: OLD });
      await atGate(stage, older);
      const newer = await start(stage, { service, commit: NEW });
      await atGate(stage, newer);
      expect((await read(stage, older)).phase).toBe('awaiting-approval');
      await vote(stage, newer, 'ben');
      expect(await older.result()).toMatchObject({ outcome: 'superseded', by: newer.workflowId });
      expect(await newer.result()).toMatchObject({ outcome: 'succeeded' });
    });
  });

  it('E5 does not supersede a newer release', async () => {
    await withWorker(planned(gated({ staleVotes: 'keep' })), async (stage) => {
      const service = newService();
      const newer = await start(stage, { service, commit: NEW });
      await atGate(stage, newer);
      const older = await start(stage, { service, commit: OLD });
      await atGate(stage, older);
      await vote(stage, older, 'ben');
      await older.result();
      expect((await read(stage, newer)).phase).toBe('awaiting-approval');
      await vote(stage, newer, 'ben');
      expect(await newer.result()).toMatchObject({ outcome: 'succeeded' });
    });
  });

  it('E5 supersedes older releases already when it is asked for, with `on-arrival`', async () => {
    await withWorker(planned(gated({}, { supersede: 'on-arrival' })), async (stage) => {
      const service = newService();
      const older = await start(stage, { service, commit: OLD });
      await atGate(stage, older);
      const newer = await start(stage, { service, commit: NEW });
      expect(await older.result()).toMatchObject({ outcome: 'superseded', by: newer.workflowId });
      await newer.cancel();
    });
  });

  it('E5 supersedes no older release with `never`', async () => {
    await withWorker(planned(gated({}, { supersede: 'never' })), async (stage) => {
      const service = newService();
      const older = await start(stage, { service, commit: OLD });
      await atGate(stage, older);
      const newer = await start(stage, { service, commit: NEW });
      await atGate(stage, newer);
      await vote(stage, newer, 'ben', { deployAfterMs: Date.now() + DAY_MS });
      // By now it has superseded the older one, if it ever does.
      await eventually(
        'the newer one to wait for its time',
        async () => (await newer.describe()).typedSearchAttributes.get(phaseKey) === 'scheduled',
      );
      expect((await vote(stage, older, 'ben')).effect).toEqual({ kind: 'counted' });
      expect(await older.result()).toMatchObject({ outcome: 'succeeded' });
      await newer.cancel();
    });
  });

  it('G4 is asked for again when another release goes live, and the votes are dismissed', async () => {
    await withWorker(planned(gated({ approvals: 2 })), async (stage) => {
      const service = newService();
      const newest = await start(stage, { service, commit: NEWEST });
      const before = await atGate(stage, newest);
      await vote(stage, newest, 'ben');
      const other = await start(stage, { service, commit: NEW });
      await atGate(stage, other);
      await vote(stage, other, 'ben');
      await vote(stage, other, 'cid');
      await other.result();
      const again = await eventually('the gate to ask again', async () => {
        const known = await read(stage, newest);
        return known.gate?.approvalRequest.live === other.workflowId && known;
      });
      expect(again.gate?.approvalRequest.digest).not.toBe(before.gate?.approvalRequest.digest);
      expect(again.gate?.votes).toEqual([]);
      const staleVotes = await vote(stage, newest, 'cid', {
        approvalRequest: before.gate?.approvalRequest.digest,
      });
      expect(staleVotes.effect).toEqual({ kind: 'refused', code: 'APPROVAL_REQUEST_CHANGED' });
      await vote(stage, newest, 'ben');
      await vote(stage, newest, 'cid');
      expect(await newest.result()).toMatchObject({ outcome: 'succeeded' });
    });
  });

  it('G4 is asked for again also when another release goes live during the assessment', async () => {
    const { assessPromotion } = realActivities(workerClient());
    let ask = () => {};
    const isLive = new Promise<void>((resolve) => (ask = resolve));
    const looked: string[] = [];
    const slow = async (guidanceRequest: Parameters<typeof assessPromotion>[0]) => {
      const found = await assessPromotion(guidanceRequest);
      looked.push(guidanceRequest.commit);
      if (guidanceRequest.commit === NEWEST) await isLive;
      return found;
    };
    await withWorker({ ...planned(gated()), assessPromotion: slow }, async (stage) => {
      const service = newService();
      const other = await start(stage, { service, commit: NEW });
      await atGate(stage, other);
      const newest = await start(stage, { service, commit: NEWEST });
      await eventually('the look', async () => looked.includes(NEWEST));
      await vote(stage, other, 'ben');
      await other.result();
      ask();
      await eventually('the gate to ask about what is live', async () => {
        const { gate } = await read(stage, newest);
        return gate?.approvalRequest.live === other.workflowId;
      });
      await newest.cancel();
    });
  });

  it('G8 drops the vote of a user who is no longer eligible at the end, and is asked for again', async () => {
    const answers = [['ben'], []];
    const recheckVoters = async () => ({ ineligible: answers.shift() ?? [] });
    await withWorker({ ...planned(gated()), recheckVoters }, async (stage) => {
      const run = await start(stage, { service: newService() });
      await atGate(stage, run);
      await vote(stage, run, 'ben');
      await eventually('the gate to ask again, or the deployment', async () => {
        const asked = stage.calls.filter((call) => call === 'assessPromotion production');
        return asked.length === 2 || effects(stage.calls).includes('deploy production');
      });
      expect(effects(stage.calls)).not.toContain('deploy production');
      expect((await vote(stage, run, 'cid')).gate).toEqual({ kind: 'approved', by: ['cid'] });
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
    });
  });

  it('G11 does not come from a vote that was withdrawn', async () => {
    await withWorker(planned(gated({ approvals: 2 })), async (stage) => {
      const run = await start(stage, { service: newService() });
      await atGate(stage, run);
      await vote(stage, run, 'ben');
      const receipt = await vote(stage, run, 'ben', { verdict: 'withdraw' });
      expect(receipt).toMatchObject({ effect: { kind: 'withdrawn' }, gate: { missing: 2 } });
      await vote(stage, run, 'cid');
      expect((await read(stage, run)).phase).toBe('awaiting-approval');
      await run.cancel();
    });
  });

  it('G12 is reminded of, and may come from the escalation group when time runs out', async () => {
    const escalateTo = { name: 'directors', members: ['zoe'] };
    const groups = [{ name: 'managers', members: ['ben'] }];
    const policy = gated({ groups, escalateTo, expiresMs: 10 * DAY_MS });
    await withWorker(planned(policy), async (stage) => {
      const run = await start(stage, { service: newService() });
      await atGate(stage, run);
      await stage.fastForward(run.workflowId, 9 * DAY_MS + 60_000);
      await eventually(
        'two reminders',
        async () => stage.calls.filter((call) => call.startsWith('remind')).length >= 2,
      );
      const atMs = Date.now() + 9 * DAY_MS + 60_000;
      expect(await vote(stage, run, 'zoe', { atMs })).toMatchObject({
        gate: { kind: 'approved', by: ['zoe'] },
      });
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
    });
  });

  it('G14 for a later instant lets the release deploy only then', async () => {
    await withWorker(planned(gated()), async (stage) => {
      const run = await start(stage, { service: newService() });
      await atGate(stage, run);
      await vote(stage, run, 'ben', { deployAfterMs: Date.now() + DAY_MS });
      await until(stage, run, 'scheduled');
      await stage.fastForward(run.workflowId, DAY_MS - 3_600_000);
      expect(effects(stage.calls)).not.toContain('deploy production');
      await stage.fastForward(run.workflowId, 3_700_000);
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
    });
  });

  it('G15 is not needed with an override, which tells the user and the reason', async () => {
    await withWorker(planned(gated()), async (stage) => {
      const run = await start(stage, { service: newService() });
      await atGate(stage, run);
      const said = { kind: 'override', environment: 'production', reason: 'the site is down' };
      expect(await intervention(stage, run, 'zoe', said as never)).toEqual({ kind: 'done' });
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
      expect((await read(stage, run)).interventions).toMatchObject([
        { intervention: { kind: 'override', by: 'zoe', reason: 'the site is down' } },
      ]);
    });
  });

  it('G17 is not needed any more when a user changes the mode to automatic', async () => {
    await withWorker(planned(gated()), async (stage) => {
      const run = await start(stage, { service: newService() });
      await atGate(stage, run);
      const said = { kind: 'mode', environment: 'production', mode: 'automatic', reason: 'x' };
      await intervention(stage, run, 'zoe', said as never);
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
    });
  });

  it('G2 G17 comes from no vote while a user has changed the mode to automatic', async () => {
    const closed = async () => ({ environment: 'production', open: false, atMs: Date.now() });
    const place = gated({}, { windows: ['office'] });
    await withWorker({ ...planned(place), checkWindow: closed }, async (stage) => {
      const run = await start(stage, { service: newService() });
      await atGate(stage, run);
      const said = { kind: 'mode', environment: 'production', reason: 'x' };
      await intervention(stage, run, 'zoe', { ...said, mode: 'automatic' } as never);
      await until(stage, run, 'awaiting-window');
      const no = { verdict: 'reject', comment: 'it is late' };
      expect((await vote(stage, run, 'ben', no)).effect).toEqual({
        kind: 'refused',
        code: 'GATE_CLOSED',
      });
      expect((await read(stage, run)).votes).toMatchObject([{ by: 'ben', refused: 'GATE_CLOSED' }]);
      await intervention(stage, run, 'zoe', { ...said, mode: 'approval' } as never);
      await atGate(stage, run);
      expect((await vote(stage, run, 'ben', no)).effect).toEqual({ kind: 'counted' });
      await expect(run.result()).resolves.toMatchObject({ outcome: 'rejected' });
    });
  });

  it('G17 is needed when a user changes the mode to approval during a closed window', async () => {
    const closed = async () => ({ environment: 'production', open: false, atMs: Date.now() });
    const place = gated({}, { mode: 'automatic', windows: ['office'] });
    await withWorker({ ...planned(place), checkWindow: closed }, async (stage) => {
      const run = await start(stage, { service: newService() });
      await until(stage, run, 'awaiting-window');
      const said = { kind: 'mode', environment: 'production', mode: 'approval', reason: 'x' };
      await intervention(stage, run, 'zoe', said as never);
      await atGate(stage, run);
      await run.cancel();
    });
  });

  it('is needed or not by the first rule that matches, which is the reason', async () => {
    const promotion = [
      { when: 'false', mode: 'automatic', reason: 'never' },
      { when: 'true', mode: 'automatic', reason: 'words only' },
      { mode: 'approval' },
    ] as const;
    await withWorker(planned(gated({}, { promotion })), async (stage) => {
      const run = await start(stage, { service: newService() });
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
      expect((await read(stage, run)).promotions).toMatchObject([
        { environment: 'production', mode: 'automatic', reason: 'words only' },
      ]);
    });
  });

  it('G13 is asked for again when the release is started again', async () => {
    await withWorker(planned(gated()), async (stage) => {
      const service = newService();
      const first = await start(stage, { service });
      const asked = await atGate(stage, first);
      await first.cancel();
      const second = await start(stage, { service });
      const again = await atGate(stage, second);
      expect(again.gate?.approvalRequest.digest).not.toBe(asked.gate?.approvalRequest.digest);
      const late = await vote(stage, second, 'ben', {
        approvalRequest: asked.gate?.approvalRequest.digest,
      });
      expect(late.effect).toMatchObject({ code: 'APPROVAL_REQUEST_CHANGED' });
      await second.cancel();
    });
  });
});
