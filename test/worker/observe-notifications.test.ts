import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { describe, expect, test } from 'vitest';
import { type Count, observeNotifications } from '../../src/worker/observe-notifications.ts';

type Interceptor = ReturnType<ReturnType<typeof observeNotifications>>;
type Execute = NonNullable<NonNullable<Interceptor['inbound']>['execute']>;

/** What is counted for one attempt that ends so. */
async function counted(attempt: () => Promise<unknown>, activityType = 'sendNotification') {
  const counts: Parameters<Count>[] = [];
  const observe = observeNotifications((...one) => void counts.push(one));
  const beginnings = counts.splice(0);
  const context = { info: { activityType } } as Parameters<typeof observe>[0];
  const notification = { message: { kind: 'slack' } };
  const execute = observe(context).inbound?.execute as Execute;
  await execute({ args: [{ notification }], headers: {} }, attempt).catch(() => {});
  return { beginnings, counts };
}
const failing = (error: Error) => async () => {
  throw error;
};

describe('an attempt to tell a recipient', () => {
  test.each([
    ['has arrived', async () => ({ to: 'team' }), 'sent'],
    ['has failed', failing(ApplicationFailure.create({ type: 'NOTIFICATION_FAILED' })), 'failed'],
    [
      'was refused',
      failing(ApplicationFailure.create({ type: 'NOTIFICATION_REFUSED' })),
      'refused',
    ],
    ['found nobody', failing(ApplicationFailure.create({ type: 'RECIPIENT_GONE' })), 'gone'],
    ['met a bug', failing(new TypeError('a bug')), 'failed'],
  ])('that %s is counted as that', async (_, attempt, outcome) => {
    expect((await counted(attempt)).counts).toEqual([[1, { kind: 'slack', outcome }]]);
  });
  test('that was called off is none', async () => {
    expect((await counted(failing(new CancelledFailure('called off')))).counts).toEqual([]);
  });
  test('is all that is counted', async () => {
    expect((await counted(async () => ({}), 'recordNewEvents')).counts).toEqual([]);
  });
  test('is seen as the first one, because every count begins at nothing', async () => {
    const { beginnings } = await counted(async () => ({}));
    expect(beginnings).toHaveLength(16);
    expect(new Set(beginnings.map(([amount]) => amount))).toEqual(new Set([0]));
  });
});
