import { MockActivityEnvironment } from '@temporalio/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSendNotification } from '../../../src/activities/send-notification.ts';
import { notificationsFor } from '../../../src/domain/notify/notification.ts';
import type { Recipient, SlackRecipient } from '../../../src/domain/notify/recipient.ts';
import { type Answer, type Receiver, startReceiver } from '../../support/receiver.ts';
import { history, succeeded } from '../../support/stories.ts';

const TEAM: SlackRecipient = { kind: 'slack', name: 'team', url: { env: 'SLACK_URL' } };
let receiver: Receiver;
let answer: Answer;
beforeEach(async () => {
  answer = { status: 200 };
  receiver = await startReceiver(() => answer);
});
afterEach(async () => receiver.close());

async function deliverAll(recipient: Recipient = TEAM, url = `${receiver.url}/T0/B0/secret-path`) {
  const sendNotification = createSendNotification({
    recipientsOf: () => [recipient],
    secretOf: () => url,
  });
  const about = { after: 0, runId: 'run-1', recipients: [recipient] };
  for (const notification of notificationsFor(history(...succeeded), about))
    await new MockActivityEnvironment().run(sendNotification, { service: 'hello', notification });
}

it('a chat receives each message as text', async () => {
  await deliverAll();
  expect(receiver.received.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'POST /T0/B0/secret-path',
    'POST /T0/B0/secret-path',
  ]);
  const [asked, ended] = receiver.received.map(({ body }) => JSON.parse(body) as { text: string });
  expect(Object.keys(asked ?? {})).toEqual(['text']);
  expect(asked?.text).toContain('needs approval');
  expect(ended?.text).toContain('is live in production.');
  expect(receiver.received[0]?.headers['content-type']).toContain('application/json');
});

it('a chat gets only the occasions that it wants', async () => {
  await deliverAll({ ...TEAM, topics: ['approval'] });
  expect(receiver.received).toHaveLength(1);
});

it('a channel that is archived is told nothing more, and its address stays unknown', async () => {
  answer = { status: 410, body: 'channel_is_archived' };
  const failure = (await deliverAll().catch((error: unknown) => error)) as Error;
  expect(failure).toMatchObject({ type: 'RECIPIENT_GONE', message: 'team returned 410.' });
  expect(`${failure.message}${failure.stack}`).not.toContain('secret-path');
});

it('an address that is no https is refused, and stays unknown', async () => {
  const failure = (await deliverAll(TEAM, 'http://hooks.example.com/secret-path').catch(
    (error: unknown) => error,
  )) as Error;
  expect(failure.message).toBe('team has an address that is not https.');
});
