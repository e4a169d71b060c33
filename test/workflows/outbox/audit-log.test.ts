import { describe, expect, it } from 'vitest';
import { createReleaseAuditLog } from '../../../src/activities/release-audit-log.ts';
import { readAuditLog } from '../../../src/audit/read-audit-log.ts';
import { verifyAuditLog } from '../../../src/cli/verify-audit-log.ts';
import { createDirectoryStore } from '../../../src/store/directory/store.ts';
import { outboxId } from '../../../src/temporal/outboxes.ts';
import { temporaryFolder } from '../../store/folder-of.ts';
import { eventually } from '../../support/eventually.ts';
import { gated, newService, planned } from '../../support/planning.ts';
import { newToldService, realActivities } from '../../support/real-activities.ts';
import { newKeys } from '../../support/record.ts';
import { atGate, read, type Run, start, vote } from '../../support/releasing.ts';
import { resetToItsStart } from '../../support/reset.ts';
import { type Stage, useTemporal } from '../../support/temporal.ts';

describe('the audit log that the outbox of a release writes', () => {
  const { connection, withWorker, workerClient } = useTemporal();

  /** A real store that signs, and what it has of a release. */
  function keeping() {
    const keys = newKeys();
    const store = createDirectoryStore(temporaryFolder());
    const auditLog = createReleaseAuditLog({ store, signingKey: async () => keys.pem });
    const { recordNewEvents } = realActivities(workerClient(), auditLog);
    const bytes = async ({ workflowId }: Run) =>
      (await store.readAuditLog(workflowId)) ?? new Uint8Array();
    const kinds = async (run: Run) =>
      readAuditLog(await bytes(run)).entries.map(({ kind }): string => kind);
    const verdict = async (run: Run) => verifyAuditLog(await bytes(run), keys.publicKey);
    return { recordNewEvents, kinds, verdict };
  }

  const outboxOf = ({ client }: Stage, { workflowId }: Run) =>
    client.workflow.getHandle(outboxId(workflowId));

  it('A1 has a vote while the release waits for another one', async () => {
    const { recordNewEvents, kinds } = keeping();
    await withWorker({ ...planned(gated({ approvals: 2 })), recordNewEvents }, async (stage) => {
      const run = await start(stage, { service: newService() });
      await atGate(stage, run);
      await vote(stage, run, 'ben');
      await eventually('the vote', async () => (await kinds(run)).includes('voted'));
      expect((await kinds(run)).slice(0, 2)).toEqual(['started', 'planned']);
      await run.cancel();
    });
  });

  it('A2 continues where it stopped when the store fails for a while', async () => {
    const { recordNewEvents, verdict } = keeping();
    let failures = 0;
    const sometimes = async (question: never) => {
      failures += 1;
      if (failures < 3) throw new Error('The disk is full.');
      return recordNewEvents(question);
    };
    const worker = { ...planned(gated()), recordNewEvents: sometimes };
    await withWorker(worker, async (stage) => {
      const run = await start(stage, { service: newService() });
      await atGate(stage, run);
      await vote(stage, run, 'ben');
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
      await outboxOf(stage, run).result();
      expect(await verdict(run)).toMatchObject({ kind: 'signed', outcome: 'succeeded' });
    });
  });

  it('A2 has both runs of a release that was reset after its end, and no notification is sent twice', async () => {
    const { recordNewEvents, kinds, verdict } = keeping();
    const sent: string[] = [];
    const sendNotification = async ({ notification }: { notification: { id: string } }) => {
      sent.push(notification.id);
    };
    const worker = { ...planned(gated()), recordNewEvents, sendNotification };
    await withWorker(worker, async (stage) => {
      const run = await start(stage, { service: newToldService() });
      const before = await atGate(stage, run);
      await vote(stage, run, 'ben', { verdict: 'reject', comment: 'no' });
      await run.result();
      await outboxOf(stage, run).result();
      expect(await verdict(run)).toMatchObject({ kind: 'signed', outcome: 'rejected' });

      const toldBefore = sent.length;
      await resetToItsStart(connection(), run);
      const again = stage.client.workflow.getHandle(run.workflowId) as Run;
      await eventually('the gate of the new run', async () => {
        const { phase, gate } = await read(stage, again);
        const isNew = gate?.approvalRequest.digest !== before.gate?.approvalRequest.digest;
        return phase === 'awaiting-approval' && isNew;
      });
      await vote(stage, again, 'ben');
      expect(await again.result()).toMatchObject({ outcome: 'succeeded' });
      await outboxOf(stage, run).result();
      const told = (await kinds(run)).filter((kind) => ['ended', 'reset'].includes(kind));
      expect(told).toEqual(['ended', 'reset', 'ended']);
      expect(await verdict(run)).toMatchObject({ kind: 'signed', outcome: 'succeeded' });
      expect(new Set(sent).size).toBe(sent.length);
      expect(sent.length).toBeGreaterThan(toldBefore);
    });
  });
});
