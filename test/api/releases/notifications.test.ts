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
const problem = { code: 'DELIVERY_FAILED', message: 'audit answered 503.' } as const;
const letter = (id: string, atMs: number): Notification => ({
  id,
  recipient: 'audit',
  about: 'build.started',
  atMs,
  message: { kind: 'webhook', event: {} as never },
});
const letters = [letter('1.audit', 1_000), letter('2.audit', 2_000), letter('3.audit', 3_000)];
const news = { runId: 'r', after: 9, hasEnded: false, letters };
const read = enqueue(emptyOutbox(ID, 'hello'), news, 4_000);
const STATE = markFailed(
  {
    ...read,
    waiting: letters.slice(1),
    delivered: [
      {
        id: '1.audit',
        recipient: 'audit',
        about: 'build.started',
        atMs: 1_000,
        deliveredAtMs: 1_500,
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
  state: 'given-up',
  givenUpAt: '1970-01-01T00:00:05.000Z',
  problem: { ...problem, next: expect.stringContaining('three days') },
};

const requestTo = (path: string, engine: Partial<Engine>, init = by('eve')) =>
  answer(appWith(engine).request(path, init));

describe('GET /releases/{id}/deliveries', () => {
  it('tells what has arrived, what waits, and what was given up and why', async () => {
    const { status, body } = await requestTo(`/releases/${ID}/deliveries`, {
      deliveries: async () => OUTBOX,
    });
    expect(status).toBe(200);
    expect(body.deliveries).toEqual([
      {
        id: '1.audit',
        recipient: 'audit',
        about: 'build.started',
        happenedAt: '1970-01-01T00:00:01.000Z',
        state: 'delivered',
        deliveredAt: '1970-01-01T00:00:01.500Z',
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

  it('is empty where nobody is told', async () => {
    const { status, body } = await requestTo(`/releases/${ID}/deliveries`, {});
    expect([status, body]).toEqual([200, { deliveries: [] }]);
  });

  it('needs a release', async () => {
    const missing = async () => {
      throw new SlipwayError('RELEASE_NOT_FOUND', 'There is no release x.');
    };
    const { status, body } = await requestTo('/releases/x/deliveries', { deliveries: missing });
    expect([status, body.code]).toEqual([404, 'RELEASE_NOT_FOUND']);
  });
});

describe('POST /releases/{id}/deliveries/{delivery}/resend', () => {
  const path = `/releases/${ID}/deliveries/2.audit/resend`;
  const deliveries = async () => OUTBOX;

  it('lets what was given up wait again', async () => {
    const asked: string[][] = [];
    const resend = async (...of: string[]) => asked.push(of) > 0;
    const { status } = await requestTo(path, { deliveries, resend }, by('ana', {}));
    expect([status, asked]).toEqual([202, [[ID, '2.audit']]]);
  });

  it('needs the role operate', async () => {
    const resend = async () => expect.fail('It was sent again.');
    const { status, body } = await requestTo(path, { deliveries, resend }, by('ben', {}));
    expect([status, body.code]).toEqual([403, 'FORBIDDEN']);
  });

  it('needs a delivery that was given up', async () => {
    for (const engine of [{ deliveries, resend: async () => false }, {}]) {
      const { status, body } = await requestTo(path, engine, by('ana', {}));
      expect([status, body.code]).toEqual([404, 'DELIVERY_NOT_FOUND']);
    }
  });
});

describe('GET /deliveries', () => {
  it('lists what was given up over all releases, page by page', async () => {
    const asked: unknown[] = [];
    const row = { releaseId: ID, service: 'hello', undelivered: failedNotifications(OUTBOX) };
    const list: Engine['undelivered'] = async (query) => {
      asked.push(query);
      return { outboxes: [row], next: 'abc' };
    };
    const { status, body } = await requestTo('/deliveries?limit=1', { undelivered: list });
    expect(status).toBe(200);
    expect(body).toEqual({ releases: [{ ...row, undelivered: [LOST] }], next: 'abc' });
    await requestTo('/deliveries?cursor=abc', { undelivered: list });
    expect(asked).toEqual([{ limit: 1 }, { limit: 20, cursor: 'abc' }]);
  });
});
