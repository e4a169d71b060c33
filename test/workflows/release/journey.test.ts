import { ApplicationFailure } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { createRecordNewEvents } from '../../../src/activities/record-new-events.ts';
import { createReleaseAuditLog } from '../../../src/activities/release-audit-log.ts';
import type { AuditEntry } from '../../../src/domain/audit-log/entry.ts';
import { leadTimeOf } from '../../../src/domain/measure/lead-time.ts';
import { measuredFromEnd } from '../../../src/domain/measure/from-audit-log.ts';
import { measureRelease } from '../../../src/domain/measure/measure-release.ts';
import { createDirectoryStore } from '../../../src/store/directory/store.ts';
import { outboxId } from '../../../src/temporal/outboxes.ts';
import { readEvents } from '../../../src/temporal/read-events.ts';
import { createReleaseHistories } from '../../../src/temporal/release-histories.ts';
import { temporaryFolder } from '../../store/folder-of.ts';
import { PLAN, STAGING } from '../../support/plan.ts';
import { atGate, type Run, start, until, vote } from '../../support/releasing.ts';
import { useTemporal } from '../../support/temporal.ts';

const DAY_MS = 86_400_000;

describe('the measurements of a release that has ended', () => {
  const { client, workerClient, withWorker } = useTemporal();

  /** Keeps audit logs in a real store, as the worker does. */
  function keeping() {
    const store = createDirectoryStore(temporaryFolder());
    const recordNewEvents = createRecordNewEvents({
      histories: createReleaseHistories(workerClient()),
      recipientsOf: () => [],
      auditLog: createReleaseAuditLog({ store, signingKey: async () => undefined }),
    });
    const recorded = async ({ workflowId }: Run) => {
      await client().workflow.result(outboxId(workflowId));
      const ended = await store.newestEntry(workflowId, 'ended');
      return measuredFromEnd(ended as AuditEntry<'ended'>);
    };
    return { recordNewEvents, recorded };
  }

  it('A5 have its deployments and its time in phases, as its history has', async () => {
    const { recordNewEvents, recorded } = keeping();
    await withWorker({ recordNewEvents }, async (stage) => {
      const committedAtMs = Date.now() - DAY_MS;
      const run = await start(stage, { committedAtMs });
      await atGate(stage, run);
      await stage.fastForward(run.workflowId, 2 * DAY_MS);
      await vote(stage, run, 'ben');
      await run.result();
      const kept = await recorded(run);
      expect(kept).toEqual(measureRelease(await readEvents(client(), run.workflowId)));
      expect(kept?.deploymentOutcomes.map(({ environment }) => environment)).toEqual([
        'staging',
        'production',
      ]);
      const [, production] = kept?.deploymentOutcomes ?? [];
      const { ms, shares } = leadTimeOf(kept!, production!) ?? {};
      expect(Object.values(shares ?? {}).reduce((sum, share) => sum + share, 0)).toBe(ms);
      expect(shares?.['human-wait']).toBeGreaterThanOrEqual(2 * DAY_MS);
      expect(shares?.before).toBeGreaterThanOrEqual(DAY_MS);
    });
  });

  it('A5 have one failure of a deployment that was rolled back', async () => {
    const { recordNewEvents, recorded } = keeping();
    // Its clock has not been moved.
    const service = 'other';
    const production = { ...STAGING, name: 'production' };
    const good = { ...PLAN, service, environments: [STAGING, production] };
    const plan = {
      ...good,
      environments: [STAGING, { ...production, onFailure: 'rollback' }],
    };
    await withWorker({ recordNewEvents, planRelease: async () => good }, async (stage) => {
      await (await start(stage, { service })).result();
    });
    let tries = 0;
    const verify = async ({ environment }: { environment: string }) => {
      tries += environment === 'production' ? 1 : 0;
      if (environment === 'production' && tries === 1)
        throw ApplicationFailure.nonRetryable('it answers 500', 'VERIFICATION_FAILED');
    };
    await withWorker({ recordNewEvents, planRelease: async () => plan, verify }, async (stage) => {
      const run = await start(stage, { service });
      await until(stage, run, 'done');
      const kept = await recorded(run);
      expect(kept).toMatchObject({
        outcome: 'rolled-back',
        deploymentOutcomes: [
          { environment: 'staging', goodAtMs: expect.any(Number) },
          { environment: 'production', failedAtMs: expect.any(Number) },
        ],
      });
      expect(kept?.deploymentOutcomes[0]).not.toHaveProperty('failedAtMs');
      expect(kept?.deploymentOutcomes[1]).not.toHaveProperty('goodAtMs');
    });
  });
});
