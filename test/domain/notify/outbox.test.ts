import { describe, expect, it } from 'vitest';
import type { Notification } from '../../../src/domain/notify/notification.ts';
import {
  dropRecipient,
  emptyOutbox,
  enqueue,
  failedNotifications,
  isRefusedForGood,
  markFailed,
  markSent,
  MAX_PENDING,
  nextFor,
  outboxDetails,
  pendingRecipients,
  requeue,
  retryForMs,
} from '../../../src/domain/notify/outbox.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const problem = { code: 'NOTIFICATION_FAILED', message: 'audit returned 503.' } as const;

const notification = (id: string, atMs = 0): Notification => ({
  id,
  recipient: id.split('.')[1] ?? '',
  about: 'build.started',
  atMs,
  message: { kind: 'webhook', event: {} as never },
});
const news = (...notifications: Notification[]) => ({
  runId: 'r',
  after: 9,
  hasEnded: false,
  notifications,
});
const outboxWith = (...ids: string[]) =>
  enqueue(emptyOutbox('hello-1', 'hello'), news(...ids.map((id) => notification(id))), 1);

describe('an outbox', () => {
  it('keeps letters in order, for each recipient by itself', () => {
    const outbox = outboxWith('1.audit', '1.dashboard', '2.audit');
    expect(pendingRecipients(outbox)).toEqual(['audit', 'dashboard']);
    expect(nextFor(outbox, 'audit')?.id).toBe('1.audit');
    expect(nextFor(markSent(outbox, '1.audit', 2), 'audit')?.id).toBe('2.audit');
    expect(nextFor(outbox, 'nobody')).toBeUndefined();
  });

  it('remembers what it has read, and that a release has ended', () => {
    const ended = enqueue(outboxWith(), { ...news(), hasEnded: true }, 1);
    expect(ended).toMatchObject({ runId: 'r', after: 9, hasEnded: true });
    expect(enqueue(ended, news(), 1).hasEnded).toBe(true);
  });

  it('keeps what was given up, and lets it wait again', () => {
    const lost = markFailed(outboxWith('1.audit', '2.audit'), '1.audit', problem, 7);
    expect(failedNotifications(lost)).toEqual([
      {
        id: '1.audit',
        recipient: 'audit',
        about: 'build.started',
        atMs: 0,
        failedAtMs: 7,
        problem,
      },
    ]);
    const again = requeue(lost, '1.audit');
    expect(failedNotifications(again)).toEqual([]);
    expect(again.waiting.map(({ id }) => id)).toEqual(['2.audit', '1.audit']);
    expect(again.waiting[1]).toEqual(notification('1.audit'));
  });

  it('does nothing about a letter that it does not have', () => {
    const outbox = outboxWith('1.audit');
    expect(markSent(outbox, '9.audit', 1)).toBe(outbox);
    expect(markFailed(outbox, '9.audit', problem, 1)).toBe(outbox);
    expect(requeue(outbox, '1.audit')).toBe(outbox);
  });

  it('sends nothing more to a recipient that is gone, until it is sent something again', () => {
    const gone = dropRecipient(
      outboxWith('1.audit', '1.dashboard', '2.audit'),
      'audit',
      problem,
      7,
    );
    expect(pendingRecipients(gone)).toEqual(['dashboard']);
    expect(failedNotifications(gone).map(({ id }) => id)).toEqual(['1.audit', '2.audit']);
    expect(pendingRecipients(enqueue(gone, news(notification('3.audit')), 8))).toEqual([
      'dashboard',
    ]);
    const back = requeue(gone, '2.audit');
    expect(pendingRecipients(enqueue(back, news(notification('3.audit')), 8))).toEqual([
      'dashboard',
      'audit',
    ]);
  });

  it('gives up what comes while too much waits before it', () => {
    const many = Array.from({ length: MAX_PENDING }, (_, i) => `${i}.audit`);
    const full = enqueue(
      outboxWith(...many),
      news(notification('x.audit'), notification('1.dashboard')),
      7,
    );
    expect(failedNotifications(full).map(({ id }) => id)).toEqual(['x.audit']);
    expect(pendingRecipients(full)).toEqual(['audit', 'dashboard']);
  });

  it('says in the UI what waits, and why something was given up', () => {
    const text = outboxDetails(
      markFailed(outboxWith('1.audit', '1.dashboard'), '1.audit', problem, 1),
    );
    expect(text).toContain('- waits: build.started for dashboard');
    expect(text).toContain('- given up: build.started for audit: audit returned 503.');
  });
});

describe('patience', () => {
  it.each([
    ['what just happened', 0, 0, 72 * HOUR_MS],
    ['what waited for two days behind others', 0, 48 * HOUR_MS, 24 * HOUR_MS],
    ['what waited for longer, and is tried a last time', 0, 80 * HOUR_MS, 10 * MINUTE_MS],
  ])('for %s', (_, atMs, nowMs, patience) => {
    expect(retryForMs(notification('1.audit', atMs), nowMs)).toBe(patience);
  });

  it.each([
    ['just refused', 0, MINUTE_MS, false],
    ['refused for an hour', 0, HOUR_MS, true],
    ['old, and tried since a minute', 99 * HOUR_MS, 99 * HOUR_MS + MINUTE_MS, false],
    ['old, and tried since ten minutes', 99 * HOUR_MS, 99 * HOUR_MS + 10 * MINUTE_MS, true],
  ])('with refusals ends: %s', (_, sinceMs, nowMs, isOver) => {
    expect(isRefusedForGood(notification('1.audit', 0), { sinceMs, nowMs })).toBe(isOver);
  });
});
