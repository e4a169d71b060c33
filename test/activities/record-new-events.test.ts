import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import { createRecordNewEvents } from '../../src/activities/record-new-events.ts';
import type { ReadHistory } from '../../src/activities/release-histories.ts';
import type { NewEvents } from '../../src/domain/notify/outbox.ts';
import type { Recipient } from '../../src/domain/notify/recipient.ts';
import { begun, made, history } from '../support/stories.ts';

const AUDIT: Recipient = {
  kind: 'webhook',
  name: 'audit',
  url: 'https://audit.example.com',
  secret: { env: 'AUDIT_SECRET' },
};

/** Reads with an audit log that remembers which events it was given. */
function recording(stored: Partial<ReadHistory> | undefined, ofRun: Partial<ReadHistory> = {}) {
  const whole = (read: Partial<ReadHistory>): ReadHistory => ({
    runs: [{ runId: 'run-1', from: 1 }],
    history: [],
    last: 99,
    ...read,
  });
  const logged: string[] = [];
  const recordNewEvents = createRecordNewEvents({
    histories: {
      read: async () => stored && whole(stored),
      readRun: async () => whole(ofRun),
    },
    auditLog: {
      append: async (_, { history: events, runs }, after) => {
        const told = events.filter(({ id }) => id > after).map(({ kind, id }) => `${kind} ${id}`);
        logged.push(`${runs.at(-1)?.runId}: ${told.join(', ')}`);
      },
    },
    recipientsOf: () => [AUDIT],
  });
  const read = async (known: { runId?: string; after: number }) => {
    const question = { releaseId: 'hello-1', service: 'hello', beyond: 0, ...known };
    return (await new MockActivityEnvironment().run(recordNewEvents, question)) as NewEvents;
  };
  return { read, logged };
}

describe('recordNewEvents', () => {
  it('logs the new events, makes notifications of them, and tells how far it has read', async () => {
    const { read, logged } = recording({ history: history(...begun) });
    const { notifications, ...rest } = await read({ after: 3 });
    expect(rest).toEqual({ runId: 'run-1', after: 99, hasEnded: false });
    expect(notifications.map(({ about }) => about)).toEqual(['pipelinerun.started']);
    expect(logged).toEqual(['run-1: planned 6']);
  });

  it('has nothing more to come when the release has ended, or is forgotten', async () => {
    const ended = history(...begun, { kind: 'ended', outcome: 'succeeded' });
    expect(await recording({ history: ended }).read({ after: 0 })).toMatchObject({
      hasEnded: true,
    });
    const { read, logged } = recording(undefined);
    expect(await read({ runId: 'run-1', after: 7 })).toEqual({
      runId: 'run-1',
      after: 7,
      hasEnded: true,
      notifications: [],
    });
    expect(logged).toEqual([]);
  });

  it('tells again what a run that was reset does once more, under other ids', async () => {
    const runs = [
      { runId: 'run-1', from: 1 },
      { runId: 'run-2', from: 7 },
    ];
    const { read } = recording({ runs, history: history(...made) });
    const { notifications } = await read({ runId: 'run-1', after: 18 });
    expect(notifications[0]).toMatchObject({
      id: 'run-2-9.audit',
      about: 'build.started',
      message: { event: { id: 'run-2-9' } },
    });
  });

  it('A2 logs what a run had done that was reset meanwhile, but not that the Reset ended it', async () => {
    const runs = [
      { runId: 'run-1', from: 1 },
      { runId: 'run-2', from: 4 },
    ];
    const before = history(...begun, { kind: 'ended', outcome: 'cancelled' });
    const { read, logged } = recording({ runs, history: history(...begun) }, { history: before });
    await read({ runId: 'run-1', after: 3 });
    expect(logged).toEqual(['run-1: planned 6', 'run-2: planned 6']);
  });
});
