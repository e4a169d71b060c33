import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/api/engine.ts';
import { SlipwayError } from '../../../src/domain/errors.ts';
import type { Notification } from '../../../src/domain/notify/notification.ts';
import {
  emptyOutbox,
  enqueue,
  failedNotifications,
  markFailed,
} from '../../../src/domain/notify/outbox.ts';
import { answer, appWith, by } from '../../support/api.ts';

const ID = 'hello-3f2a91c4d5e6';
const problem = { code: 'NOTIFICATION_FAILED', message: 'audit returned 503.' } as const;
const notificationOf = (id: string, atMs: number): Notification => ({
  id,
  recipient: 'audit',
  about: 'build.started',
  atMs,
  message: { kind: 'webhook', event: {} as never },
});
const all = [
  notificationOf('1.audit', 1_000),
  notificationOf('2.audit', 2_000),
  notificationOf('3.audit', 3_000),
];
const news = { runId: 'r', after: 9, hasEnded: false, notifications: all };
const read = enqueue(emptyOutbox(ID, 'hello'), news, 4_000);
const STATE = markFailed(
  {
    ...read,
    waiting: all.slice(1),
    sent: [
      {
        id: '1.audit',
        recipient: 'audit',
        about: 'build.started',
        atMs: 1_000,
        sentAtMs: 1_500,
      },
    ],
  },
  '2.audit',
  problem,
  5_000,
);

const OUTBOX = {
  ...STATE,
  attempts: { '3.audit': { count: 4, problem, nextAtMs: 9_000 } },
};

const LOST = {
  id: '2.audit',
  recipient: 'audit',
  about: 'build.started',
  happenedAt: '1970-01-01T00:00:02.000Z',
  state: 'failed',
  failedAt: '1970-01-01T00:00:05.000Z',
  problem: { ...problem, next: expect.stringContaining('three days') },
};

const requestTo = (path: string, engine: Partial<Engine>, init = by('eve')) =>
  answer(appWith(engine).request(path, init));

describe('GET /releases/{id}/notifications', () => {
  it('lists sent, waiting and failed notifications', async () => {
    const { status, body } = await requestTo(`/releases/${ID}/notifications`, {
      notifications: async () => OUTBOX,
    });
    expect(status).toBe(200);
    expect(body.notifications).toEqual([
      {
        id: '1.audit',
        recipient: 'audit',
        about: 'build.started',
        happenedAt: '1970-01-01T00:00:01.000Z',
        state: 'sent',
        sentAt: '1970-01-01T00:00:01.500Z',
      },
      LOST,
      expect.objectContaining({
        id: '3.audit',
        state: 'waiting',
        attempts: 4,
        problem: expect.objectContaining(problem),
        nextAttempt: '1970-01-01T00:00:09.000Z',
      }),
    ]);
  });

  it('is empty without recipients', async () => {
    const { status, body } = await requestTo(`/releases/${ID}/notifications`, {});
    expect([status, body]).toEqual([200, { notifications: [] }]);
  });

  it('returns 404 without a release', async () => {
    const missing = async () => {
      throw new SlipwayError('RELEASE_NOT_FOUND', 'Release x not found.');
    };
    const { status, body } = await requestTo('/releases/x/notifications', {
      notifications: missing,
    });
    expect([status, body.code]).toEqual([404, 'RELEASE_NOT_FOUND']);
  });
});

describe('POST /releases/{id}/notifications/{notification}/resend', () => {
  const path = `/releases/${ID}/notifications/2.audit/resend`;
  const notifications = async () => OUTBOX;

  it('queues a failed notification again', async () => {
    const asked: string[][] = [];
    const resend = async (...of: string[]) => asked.push(of) > 0;
    const { status } = await requestTo(path, { notifications, resend }, by('ana', {}));
    expect([status, asked]).toEqual([202, [[ID, '2.audit']]]);
  });

  it('requires the operate role', async () => {
    const resend = async () => expect.fail('It was sent again.');
    const { status, body } = await requestTo(path, { notifications, resend }, by('ben', {}));
    expect([status, body.code]).toEqual([403, 'FORBIDDEN']);
  });

  it('requires a failed notification', async () => {
    for (const engine of [{ notifications, resend: async () => false }, {}]) {
      const { status, body } = await requestTo(path, engine, by('ana', {}));
      expect([status, body.code]).toEqual([404, 'NOTIFICATION_NOT_FOUND']);
    }
  });
});

describe('GET /notifications', () => {
  it('lists failed notifications of all releases, page by page', async () => {
    const asked: unknown[] = [];
    const row = { releaseId: ID, service: 'hello', failed: failedNotifications(OUTBOX) };
    const list: Engine['failedNotifications'] = async (query) => {
      asked.push(query);
      return { outboxes: [row], next: 'abc' };
    };
    const { status, body } = await requestTo('/notifications?limit=1', {
      failedNotifications: list,
    });
    expect(status).toBe(200);
    const releases = [{ releaseId: ID, service: 'hello', notifications: [LOST] }];
    expect(body).toEqual({ releases, next: 'abc' });
    await requestTo('/notifications?state=failed&cursor=abc', { failedNotifications: list });
    expect(asked).toEqual([{ limit: 1 }, { limit: 20, cursor: 'abc' }]);
  });

  it.each(['sent', 'waiting', 'undelivered'])('refuses the state %s', async (state) => {
    const list = async () => expect.fail('The engine was asked.');
    const { status, body } = await requestTo(`/notifications?state=${state}`, {
      failedNotifications: list,
    });
    expect([status, body.code]).toEqual([422, 'INVALID_REQUEST']);
  });
});
