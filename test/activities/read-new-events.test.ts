import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import { createReadNewEvents, type ReadHistory } from '../../src/activities/read-new-events.ts';
import type { NewEvents } from '../../src/domain/notify/outbox.ts';
import type { Recipient } from '../../src/domain/notify/recipient.ts';
import { begun, made, history } from '../support/stories.ts';

const AUDIT: Recipient = {
  kind: 'webhook',
  name: 'audit',
  url: 'https://audit.example.com',
  secret: { env: 'AUDIT_SECRET' },
};

async function read(
  stored: Partial<ReadHistory> | undefined,
  known: { runId?: string; after: number },
): Promise<NewEvents> {
  const whole = stored && { runId: 'run-1', history: [], last: 99, forkedAt: 0, ...stored };
  const readNewEvents = createReadNewEvents({
    histories: { read: async () => whole },
    recipientsOf: () => [AUDIT],
  });
  const question = { releaseId: 'hello-1', service: 'hello', beyond: 0, ...known };
  return (await new MockActivityEnvironment().run(readNewEvents, question)) as NewEvents;
}

describe('readNewEvents', () => {
  it('writes letters about what is new, and says how far it has read', async () => {
    const { notifications, ...rest } = await read({ history: history(...begun) }, { after: 3 });
    expect(rest).toEqual({ runId: 'run-1', after: 99, hasEnded: false });
    expect(notifications.map(({ about }) => about)).toEqual(['pipelinerun.started']);
  });

  it('says that nothing more will come when the release has ended, or is forgotten', async () => {
    const ended = history(...begun, { kind: 'ended', outcome: 'succeeded' });
    expect(await read({ history: ended }, { after: 0 })).toMatchObject({ hasEnded: true });
    expect(await read(undefined, { runId: 'run-1', after: 7 })).toEqual({
      runId: 'run-1',
      after: 7,
      hasEnded: true,
      notifications: [],
    });
  });

  it('tells again what a run that was reset does once more, under other ids', async () => {
    const again = { runId: 'run-2', history: history(...made), forkedAt: 6 };
    const { notifications } = await read(again, { runId: 'run-1', after: 18 });
    expect(notifications[0]).toMatchObject({
      id: 'run-2-9.audit',
      about: 'build.started',
      message: { event: { id: 'run-2-9' } },
    });
  });
});
