import type { WorkflowHandle } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../../src/domain/audit-log/entry.ts';
import { eventually } from '../../support/eventually.ts';
import { failing, NEW, OLD, state, rollBack } from '../../support/mending.ts';
import { newService, open, planned } from '../../support/planning.ts';
import { read, start, until } from '../../support/releasing.ts';
import { type Stage, useTemporal } from '../../support/temporal.ts';

const NEWEST = 'c'.repeat(40);

/** A worker on which something stands still until it is let go, and that shows what was kept. */
function standing(isHeld: (about: { commit: string; log?: object }) => boolean) {
  let go = () => {};
  const gone = new Promise<void>((resolve) => (go = resolve));
  let reached = () => {};
  const isReached = new Promise<void>((resolve) => (reached = resolve));
  const kept: AuditEntry[] = [];
  const stand = async (about: { commit: string; log?: object }) => {
    if (!isHeld(about)) return;
    reached();
    await gone;
  };
  const appendAuditLog = async ({ entries }: { entries: readonly AuditEntry[] }) => {
    kept.push(...entries);
    return { kept: kept.length };
  };
  return { stand, go, isReached, kept, appendAuditLog };
}

const outcomes = (kept: readonly AuditEntry[], from: string) =>
  kept.flatMap((entry) =>
    entry.kind === 'rollback-ended' && entry.facts?.from === from ? [entry.facts.outcome] : [],
  );

/** What a run had deployed and verified, in order, and how urgent Temporal was told that it is. */
async function prioritiesOf(run: Pick<WorkflowHandle, 'fetchHistory'>) {
  const { events } = await run.fetchHistory();
  return (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: scheduled }) => {
    const type = scheduled?.activityType?.name ?? '';
    const key = scheduled?.priority?.priorityKey ?? 0;
    return ['deploy', 'verify'].includes(type) ? [[type, key] as const] : [];
  });
}

describe('a rollback', () => {
  const { withWorker } = useTemporal();
  const back = open({ onFailure: 'rollback' });

  async function twoReleases(stage: Pick<Stage, 'client'>, service: string) {
    const good = await start(stage, { service, commit: OLD });
    await good.result();
    const bad = await start(stage, { service, commit: NEW });
    return { good, bad };
  }

  it('R7 A1 is finished and logged when it is cancelled during its deployment', async () => {
    const { stand, go, isReached, kept, appendAuditLog } = standing(({ log }) => log !== undefined);
    const deploy = async (about: { commit: string }) => {
      await stand(about);
      return { switched: true };
    };
    await withWorker({ ...planned(open()), deploy, appendAuditLog }, async (stage) => {
      const service = newService();
      const { good, bad } = await twoReleases(stage, service);
      await bad.result();
      const run = await rollBack(stage, { service }, bad);
      await isReached;
      await run.cancel();
      go();
      expect(await run.result()).toMatchObject({ kind: 'rolled-back', to: good.workflowId });
      expect(outcomes(kept, bad.workflowId)).toEqual(['rolled-back']);
    });
  });

  it('runs before every other step that waits for a worker', async () => {
    await withWorker(planned(open()), async (stage) => {
      const service = newService();
      const { good, bad } = await twoReleases(stage, service);
      await bad.result();
      const run = await rollBack(stage, { service }, bad);
      await run.result();
      expect(await prioritiesOf(run)).toEqual([
        ['deploy', 1],
        ['verify', 1],
      ]);
      expect(new Set((await prioritiesOf(good)).map(([, key]) => key))).toEqual(new Set([0]));
    });
  });

  it('A1 is logged when it is cancelled in the queue, and rolls nothing back', async () => {
    const { stand, go, kept, appendAuditLog } = standing(({ commit }) => commit === NEWEST);
    const deploy = async (about: { commit: string }) => {
      await stand(about);
      return { switched: true };
    };
    await withWorker({ ...planned(open()), deploy, appendAuditLog }, async (stage) => {
      const service = newService();
      const { bad } = await twoReleases(stage, service);
      await bad.result();
      const newest = await start(stage, { service, commit: NEWEST });
      await until(stage, newest, 'deploying');
      const run = await rollBack(stage, { service }, bad);
      await eventually('its place', async () => (await state(stage, service)).queue.length === 1);
      await run.cancel();
      const ended = await run.result().catch(String);
      go();
      expect(ended).toMatchObject({ kind: 'nothing' });
      expect(outcomes(kept, bad.workflowId)).toEqual(['nothing']);
      expect(await newest.result()).toMatchObject({ outcome: 'succeeded' });
      expect((await state(stage, service)).live?.releaseId).toBe(newest.workflowId);
    });
  });

  it('R7 runs after a verification that fails in a cancelled release', async () => {
    const { stand, go, isReached } = standing(({ commit }) => commit === NEW);
    const verify = async (about: { commit: string }) => {
      await stand(about);
      return about.commit === NEW ? failing('VERIFICATION_FAILED')() : { checks: [] };
    };
    await withWorker({ ...planned(back), verify }, async (stage) => {
      const service = newService();
      const { good, bad } = await twoReleases(stage, service);
      await isReached;
      await bad.cancel();
      go();
      expect(await bad.result()).toMatchObject({ outcome: 'rolled-back' });
      const { live, freezes } = await state(stage, service);
      expect(live).toMatchObject({ releaseId: good.workflowId, rolledBack: bad.workflowId });
      expect(freezes[0]?.reason).toContain('rolling back');
    });
  });

  it('R7 is finished and logged when its release is cancelled during its deployment', async () => {
    const { stand, go, isReached, kept, appendAuditLog } = standing(({ log }) => log !== undefined);
    const deploy = async (about: { commit: string }) => {
      await stand(about);
      return { switched: true };
    };
    const verify = async ({ commit, log }: { commit: string; log?: object }) =>
      commit === NEW && !log ? failing('VERIFICATION_FAILED')() : { checks: [] };
    await withWorker({ ...planned(back), deploy, verify, appendAuditLog }, async (stage) => {
      const service = newService();
      const { bad } = await twoReleases(stage, service);
      await isReached;
      await bad.cancel();
      go();
      await eventually('its end', async () => (await read(stage, bad)).outcome !== undefined);
      expect(await read(stage, bad)).toMatchObject({ outcome: 'rolled-back' });
      expect(outcomes(kept, bad.workflowId)).toEqual(['rolled-back']);
    });
  });
});
