import { ApplicationFailure, type Duration } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { SendNotificationInput } from '../../../src/activities/send-notification.ts';
import type { Notification } from '../../../src/domain/notify/notification.ts';
import type { OutboxState } from '../../../src/domain/notify/outbox.ts';
import { outboxId } from '../../../src/temporal/outboxes.ts';
import {
  notificationsQuery,
  type OutboxWorkflow,
  resendUpdate,
} from '../../../src/workflows/shared/messages.ts';
import { phaseKey } from '../../../src/workflows/shared/search-attributes.ts';
import { eventually } from '../../support/eventually.ts';
import { gated, newService, open, planned } from '../../support/planning.ts';
import { newToldService } from '../../support/real-activities.ts';
import { atGate, type Run, start, until, vote } from '../../support/releasing.ts';
import { type Stage, useTemporal } from '../../support/temporal.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The recipients `audit` and `board`, of whom `board` does what a test says. */
function recipients(refusal: (about: string) => Error | undefined = () => undefined) {
  const got: Record<string, string[]> = { audit: [], dashboard: [] };
  const ids: string[] = [];
  const sendNotification = async ({ notification }: SendNotificationInput) => {
    const { recipient, about } = notification;
    const error = recipient === 'dashboard' ? refusal(about) : undefined;
    if (error) throw error;
    got[recipient]?.push(about);
    ids.push(`${recipient} ${idIn(notification)}`);
    return { to: recipient };
  };
  return { sendNotification, got, ids };
}

/** By which a receiver knows an event that it has seen. */
function idIn({ message }: Notification): string {
  return message.kind === 'webhook' ? message.event.id : '';
}

/** What a recipient that is down is to the activity; few attempts make the days shorter. */
const failing = (type = 'NOTIFICATION_FAILED', nextRetryDelay: Duration = '1 day') =>
  ApplicationFailure.create({
    type,
    message: 'board responded 503.',
    nonRetryable: type !== 'NOTIFICATION_FAILED',
    nextRetryDelay,
  });

const boxOf = ({ client }: Pick<Stage, 'client'>, run: Run) =>
  client.workflow.getHandle<OutboxWorkflow>(outboxId(run.workflowId));

const stateOf = async (stage: Pick<Stage, 'client'>, run: Run): Promise<OutboxState> =>
  boxOf(stage, run).query(notificationsQuery);

/** What one release of these plans tells. */
const TOLD = [
  'pipelinerun.queued',
  'pipelinerun.started',
  'build.started',
  'build.finished',
  'artifact.packaged',
  'testsuiterun.started',
  'testsuiterun.finished',
  'taskrun.started',
  'taskrun.finished',
  'service.deployed',
  'taskrun.started',
  'taskrun.finished',
  'pipelinerun.finished',
];

const told = { notifies: true } as const;

describe('the outbox of a release', () => {
  const { withWorker } = useTemporal();

  it('sends every event to every recipient, in order and once, and ends with the release', async () => {
    const { sendNotification, got, ids } = recipients();
    await withWorker({ ...planned(open()), sendNotification }, async (stage) => {
      const run = await start(stage, { service: newToldService(), ...told });
      await run.result();
      expect(await boxOf(stage, run).result()).toMatchObject({ sent: 26, failed: 0 });
      expect(got).toEqual({ audit: TOLD, dashboard: TOLD });
      expect(new Set(ids).size).toBe(26);
    });
  });

  it('is woken only at the start and the end of a release without recipients', async () => {
    await withWorker(planned(open()), async (stage) => {
      const run = await start(stage, { service: newService() });
      await run.result();
      expect(stage.calls.filter((call) => call === 'wakeOutbox')).toHaveLength(2);
      expect(await boxOf(stage, run).result()).toMatchObject({ sent: 0, failed: 0 });
    });
  });

  it('sends events at once while the release waits', async () => {
    const { sendNotification, got } = recipients();
    await withWorker({ ...planned(gated()), sendNotification }, async (stage) => {
      const run = await start(stage, { service: newToldService(), ...told });
      await atGate(stage, run);
      await eventually('the question', async () => got['audit']?.includes('approval.created'));
      await vote(stage, run, 'ben');
      await run.result();
      await boxOf(stage, run).result();
      const approvals = got['audit']?.filter((about) => about.startsWith('approval'));
      expect(approvals).toEqual(['approval.created', 'approval.updated', 'approval.closed']);
    });
  });

  it('G12 sends reminders', async () => {
    const { sendNotification, got } = recipients();
    await withWorker(
      { ...planned(gated({ expiresMs: DAY_MS })), sendNotification },
      async (stage) => {
        const run = await start(stage, { service: newToldService(), ...told });
        await atGate(stage, run);
        await stage.fastForward(run.workflowId, 13 * HOUR_MS);
        await eventually('the reminder', async () => got['audit']?.includes('approval.reminded'));
        await run.cancel();
        await until(stage, run, 'done');
        await boxOf(stage, run).result();
        expect(got['dashboard']?.at(-1)).toBe('pipelinerun.finished');
      },
    );
  });

  it('waits for a recipient that is down for two days, and delays no other', async () => {
    let isDown = true;
    const { sendNotification, got } = recipients(() => (isDown ? failing() : undefined));
    await withWorker({ ...planned(open()), sendNotification }, async (stage) => {
      const run = await start(stage, { service: newToldService(), ...told });
      await run.result();
      await eventually('the end', async () => got['audit']?.includes('pipelinerun.finished'));
      await stage.fastForward(outboxId(run.workflowId), 2 * DAY_MS);
      expect(got).toEqual({ audit: TOLD, dashboard: [] });
      isDown = false;
      await stage.fastForward(outboxId(run.workflowId), DAY_MS);
      expect(await boxOf(stage, run).result()).toMatchObject({ sent: 26, failed: 0 });
      expect(got['dashboard']).toEqual(TOLD);
    });
  });

  it('lists failed notifications, and sends them again on request', async () => {
    let isDown = true;
    const { sendNotification, got } = recipients((about) =>
      isDown && about === 'build.started' ? failing('NOTIFICATION_REFUSED') : undefined,
    );
    await withWorker({ ...planned(open()), sendNotification }, async (stage) => {
      const run = await start(stage, { service: newToldService(), ...told });
      await run.result();
      await eventually('the end', async () => got['audit']?.includes('pipelinerun.finished'));
      const lost = await eventually('giving up', async () => {
        const { failed, waiting } = await stateOf(stage, run);
        return waiting.length === 0 && failed[0];
      });
      expect(lost).toMatchObject({
        recipient: 'dashboard',
        about: 'build.started',
        problem: { code: 'NOTIFICATION_REFUSED', message: 'board responded 503.' },
      });
      expect(got['dashboard']).toEqual(TOLD.filter((about) => about !== 'build.started'));
      isDown = false;
      const box = boxOf(stage, run);
      expect(await box.executeUpdate(resendUpdate, { args: [{ notification: 'x' }] })).toBe(false);
      expect(await box.executeUpdate(resendUpdate, { args: [{ notification: lost.id }] })).toBe(
        true,
      );
      expect(await box.result()).toMatchObject({ sent: 26, failed: 0 });
      expect(got['dashboard']?.at(-1)).toBe('build.started');
    });
  });

  it('keeps failed notifications for 30 days', async () => {
    const { sendNotification } = recipients(() => failing('RECIPIENT_GONE'));
    await withWorker({ ...planned(open()), sendNotification }, async (stage) => {
      const run = await start(stage, { service: newToldService(), ...told });
      await run.result();
      await eventually('the end', async () => (await stateOf(stage, run)).hasEnded);
      await stage.fastForward(outboxId(run.workflowId), 31 * DAY_MS);
      const { sent, failed } = await boxOf(stage, run).result();
      expect(sent).toBe(13);
      expect(failed).toBeGreaterThan(0);
    });
  });

  it('sends nothing more to a recipient that is gone', async () => {
    const asked: string[] = [];
    const { sendNotification, got } = recipients((about) => {
      asked.push(about);
      return failing('RECIPIENT_GONE');
    });
    await withWorker({ ...planned(open()), sendNotification }, async (stage) => {
      const run = await start(stage, { service: newToldService(), ...told });
      await run.result();
      const { gone } = await eventually('the end', async () => {
        const state = await stateOf(stage, run);
        return state.hasEnded && state.waiting.length === 0 && state;
      });
      expect(gone).toEqual(['dashboard']);
      expect(asked).toEqual(['pipelinerun.queued']);
      expect(got['audit']).toContain('pipelinerun.finished');
      await boxOf(stage, run).terminate();
    });
  });

  it('sends a notification again, with the same id, that may not have arrived', async () => {
    const tried: string[] = [];
    const { sendNotification: arrives } = recipients();
    const sendNotification = async (input: SendNotificationInput) => {
      tried.push(`${input.notification.recipient} ${idIn(input.notification)}`);
      // As a worker that is killed after it has sent it: nobody hears that it has arrived.
      if (tried.filter((one) => one === tried.at(-1)).length === 1) throw new Error('killed');
      return arrives(input);
    };
    await withWorker({ ...planned(open()), sendNotification }, async (stage) => {
      const run = await start(stage, { service: newToldService(), ...told });
      await run.result();
      expect(await boxOf(stage, run).result()).toMatchObject({ sent: 26, failed: 0 });
      expect(tried).toHaveLength(52);
      expect(new Set(tried).size).toBe(26);
    });
  });

  it('notices within an hour that a release was terminated', async () => {
    const { sendNotification, got } = recipients();
    await withWorker({ ...planned(gated()), sendNotification }, async (stage) => {
      const run = await start(stage, { service: newToldService(), ...told });
      await atGate(stage, run);
      await eventually('the question', async () => got['dashboard']?.includes('approval.created'));
      await run.terminate();
      await stage.fastForward(outboxId(run.workflowId), HOUR_MS + 1_000);
      await boxOf(stage, run).result();
      expect(got['dashboard']?.at(-1)).toBe('pipelinerun.finished');
    });
  });

  it('holds up only the end of a release, and only until the outbox was reached once', async () => {
    let isBusy = true;
    const wakeOutbox = async () => {
      if (isBusy) throw new Error('Temporal is busy');
    };
    await withWorker({ ...planned(open()), wakeOutbox }, async (stage) => {
      const run = await start(stage, { service: newToldService(), ...told });
      await eventually('the deployment', async () => stage.calls.includes('verify production'));
      await eventually(
        'the release to be done',
        async () => (await run.describe()).typedSearchAttributes.get(phaseKey) === 'done',
      );
      isBusy = false;
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
    });
  });
});

describe('an outbox with a long history', () => {
  const { withWorker } = useTemporal({ 'limit.historyCount.suggestContinueAsNew': 60 });

  it('continues in another run, without a notification that is lost or out of order', async () => {
    let isDown = true;
    const { sendNotification, got } = recipients(() =>
      isDown ? failing('NOTIFICATION_FAILED', '1 s') : undefined,
    );
    await withWorker({ ...planned(open()), sendNotification }, async (stage) => {
      const run = await start(stage, { service: newToldService(), ...told });
      const box = stage.client.workflow.getHandle(outboxId(run.workflowId));
      await run.result();
      const first = await eventually('the first run', async () => (await box.describe()).runId);
      await eventually('the end', async () => got['audit']?.includes('pipelinerun.finished'));
      isDown = false;
      await eventually('the end for both', async () => got['dashboard']?.length === TOLD.length);
      await eventually('its end', async () => (await box.describe()).status.name === 'COMPLETED');
      expect((await box.describe()).runId).not.toBe(first);
      expect(got).toEqual({ audit: TOLD, dashboard: TOLD });
    });
  });
});
