import { randomBytes } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { ApplicationFailure } from '@temporalio/common';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSendNotification } from '../../../src/activities/send-notification.ts';
import type { Notification } from '../../../src/domain/notify/notification.ts';
import { notificationsFor } from '../../../src/domain/notify/notification.ts';
import type { Recipient } from '../../../src/domain/notify/recipient.ts';
import { INPUT } from '../../support/plan.ts';
import { type Answer, type Receiver, startReceiver } from '../../support/receiver.ts';
import { history } from '../../support/stories.ts';

const SECRET = `whsec_${randomBytes(32).toString('base64')}`;
const HOUR_MS = 3_600_000;
const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

const auditAt = (url: string): Recipient => ({
  kind: 'webhook',
  name: 'audit',
  url,
  secret: { env: 'AUDIT_SECRET' },
});

/** The first letter about a release that has just begun. */
function notificationAt(atMs = Date.now()): Notification {
  const input = { ...INPUT, subject: 'Grüße 👋', traceparent };
  const [notification] = notificationsFor(
    history({ kind: 'started', input }).map((event) => ({ ...event, atMs })),
    { after: 0, runId: 'run-1', recipients: [auditAt('')] },
  );
  return notification as Notification;
}

let receiver: Receiver;
let answer: () => Answer | undefined;

beforeEach(async () => {
  answer = () => ({ status: 204 });
  receiver = await startReceiver(() => answer());
});
afterEach(async () => receiver.close());

interface Attempt {
  readonly notification?: Notification;
  readonly url?: string;
  readonly secret?: string | undefined;
  /** How long it has been tried. */
  readonly sinceMs?: number;
  readonly recipients?: readonly Recipient[];
}

async function sendNotification(attempt: Attempt = {}): Promise<unknown> {
  const {
    notification = notificationAt(),
    url = `${receiver.url}/hook?tenant=1`,
    sinceMs = 0,
  } = attempt;
  const secret = 'secret' in attempt ? attempt.secret : SECRET;
  const environment = new MockActivityEnvironment({ scheduledTimestampMs: Date.now() - sinceMs });
  const activity = createSendNotification({
    recipientsOf: () => attempt.recipients ?? [auditAt(url)],
    secretOf: (name) => (name === 'AUDIT_SECRET' ? secret : undefined),
  });
  return environment.run(activity, { service: 'hello', notification });
}

async function failureOf(attempt: Attempt = {}): Promise<ApplicationFailure> {
  const error = await sendNotification(attempt).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ApplicationFailure);
  return error as ApplicationFailure;
}

describe('a webhook', () => {
  it('is a CloudEvent in structured mode, signed as Standard Webhooks has it', async () => {
    await sendNotification();
    const [{ method, path, headers, body }] = receiver.received as [Receiver['received'][number]];
    expect([method, path]).toEqual(['POST', '/hook?tenant=1']);
    expect(headers['content-type']).toBe('application/cloudevents+json; charset=utf-8');
    expect(headers).toMatchObject({ 'user-agent': 'slipway', traceparent });
    const verified = new Webhook(SECRET).verify(body, headers as Record<string, string>);
    expect(verified).toMatchObject({ specversion: '1.0', id: headers['webhook-id'], traceparent });
  });

  it('has the same id when it is sent again, and a signature of its own time', async () => {
    const notification = notificationAt();
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      await sendNotification({ notification });
      vi.setSystemTime(Date.now() + 2 * HOUR_MS);
      await sendNotification({ notification });
      const [first, second] = receiver.received.map(({ headers }) => headers);
      expect(second?.['webhook-id']).toBe(first?.['webhook-id']);
      expect(second?.['webhook-timestamp']).not.toBe(first?.['webhook-timestamp']);
      const body = receiver.received[1]?.body ?? '';
      new Webhook(SECRET).verify(body, second as Record<string, string>);
    } finally {
      vi.useRealTimers();
    }
  });

  it.each([200, 201, 202, 204])('has arrived with %d', async (status) => {
    answer = () => ({ status, body: status === 204 ? undefined : { any: 'thing' } });
    expect(await sendNotification()).toEqual({ to: 'audit' });
  });

  it.each([500, 502, 503, 504, 408, 425, 429])('is tried for days after %d', async (status) => {
    answer = () => ({ status });
    const failure = await failureOf({ notification: notificationAt(0), sinceMs: 24 * HOUR_MS });
    expect(failure).toMatchObject({
      type: 'NOTIFICATION_FAILED',
      message: `audit returned ${status}.`,
      nonRetryable: false,
    });
  });

  it.each([301, 302, 307, 400, 401, 403, 404, 422])(
    'is tried for an hour after %d, which is no answer to what it was asked',
    async (status) => {
      answer = () => ({ status, headers: { location: `${receiver.url}/elsewhere` } });
      expect(await failureOf()).toMatchObject({
        type: 'NOTIFICATION_REFUSED',
        nonRetryable: false,
      });
      const notification = notificationAt(Date.now() - HOUR_MS);
      const late = await failureOf({ notification, sinceMs: HOUR_MS });
      expect(late).toMatchObject({ type: 'NOTIFICATION_REFUSED', nonRetryable: true });
      // A redirect would carry the signature elsewhere.
      expect(receiver.received.map(({ path }) => path)).not.toContain('/elsewhere');
    },
  );

  it('is not sent again after 410', async () => {
    answer = () => ({ status: 410 });
    expect(await failureOf()).toMatchObject({ type: 'RECIPIENT_GONE', nonRetryable: true });
  });

  it.each([
    ['120', 120_000],
    ['0', 0],
    ['999999', 86_400_000],
    ['yesterday', undefined],
  ])('waits as long as Retry-After says: %s', async (written, pauseMs) => {
    answer = () => ({ status: 503, headers: { 'retry-after': written } });
    expect((await failureOf()).nextRetryDelay).toBe(pauseMs);
  });

  it('waits until the instant that Retry-After says', async () => {
    const at = new Date(Date.now() + 60_000);
    answer = () => ({ status: 429, headers: { 'retry-after': at.toUTCString() } });
    const { nextRetryDelay } = await failureOf();
    expect(nextRetryDelay).toBeGreaterThan(50_000);
    expect(nextRetryDelay).toBeLessThan(61_000);
  });
});

describe('what cannot be sent', () => {
  it('says by the code of the network why the recipient did not respond', async () => {
    await receiver.close();
    expect(await failureOf()).toMatchObject({
      type: 'NOTIFICATION_FAILED',
      message: 'audit did not respond: ECONNREFUSED.',
      nonRetryable: false,
    });
    receiver = await startReceiver();
  });

  it.each([
    ['is not there', undefined, 'audit needs AUDIT_SECRET, which is not set on this worker.'],
    ['has another form', 'hunter2', 'The secret is not whsec_ and base64.'],
  ])('lacks a secret that %s', async (_, secret, message) => {
    expect(await failureOf({ secret })).toMatchObject({ type: 'NOTIFICATION_REFUSED', message });
    expect(receiver.received).toEqual([]);
  });

  it('would go over the network for all to read', async () => {
    const failure = await failureOf({ url: 'http://audit.example.com/hook' });
    expect(failure.message).toBe('audit has an address that is not https.');
  });

  it('is for somebody whom slipway.yaml does not have any more', async () => {
    const failure = await failureOf({ recipients: [] });
    expect(failure).toMatchObject({ type: 'RECIPIENT_GONE', nonRetryable: true });
    expect(failure.message).toBe('slipway.yaml has no webhook audit.');
  });

  it('tells neither the address nor the secret', async () => {
    const url = 'https://token-in-the-host.invalid/path-with-token';
    const failure = await failureOf({ url });
    const all = JSON.stringify([failure.message, failure.stack, failure.details]);
    for (const hidden of ['token', SECRET, 'invalid']) expect(all).not.toContain(hidden);
  });
});
