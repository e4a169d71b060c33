import { describe, expect, it } from 'vitest';
import { effects } from '../../support/activities.ts';
import { eventually } from '../../support/eventually.ts';
import { atGate, read, start, vote } from '../../support/releasing.ts';
import { resetToItsStart } from '../../support/reset.ts';
import { useTemporal } from '../../support/temporal.ts';

describe('a release that Temporal has reset', () => {
  const { connection, withWorker } = useTemporal();

  it('G3 G13 asks for approval again, and a vote on the request of the run before does not count', async () => {
    await withWorker({}, async (stage) => {
      const run = await start(stage);
      const before = await atGate(stage, run);
      const approvalRequest = before.gate?.approvalRequest.digest;
      await resetToItsStart(connection(), run);
      const after = await eventually('the gate of the new run', async () => {
        const asked = stage.calls.filter((call) => call === 'assessPromotion production');
        const known = await read(stage, run);
        return asked.length === 2 && known.phase === 'awaiting-approval' && known;
      });
      expect(after.gate?.approvalRequest).toMatchObject({
        commit: before.gate?.approvalRequest.commit,
        artifact: before.gate?.approvalRequest.artifact,
        live: before.gate?.approvalRequest.live,
      });

      const late = await vote(stage, run, 'ben', { approvalRequest });
      expect(late.effect).toEqual({ kind: 'refused', code: 'APPROVAL_REQUEST_CHANGED' });
      expect(effects(stage.calls)).not.toContain('deploy production');
      expect((await vote(stage, run, 'ben')).gate).toEqual({ kind: 'approved', by: ['ben'] });
      const current = stage.client.workflow.getHandle(run.workflowId);
      expect(await current.result()).toMatchObject({ outcome: 'succeeded' });
    });
  });
});
