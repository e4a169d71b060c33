import { MockActivityEnvironment } from '@temporalio/testing';
import { ApplicationFailure } from '@temporalio/common';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSendNotification } from '../../../src/activities/send-notification.ts';
import { type Notification, notificationsFor } from '../../../src/domain/notify/notification.ts';
import type { Recipient } from '../../../src/domain/notify/recipient.ts';
import type { ReleaseEventBody } from '../../../src/domain/release/event.ts';
import { startGithub, startGitlab } from '../../support/commit-hosts.ts';
import { INPUT } from '../../support/plan.ts';
import { deployed, made, history, succeeded, voted, waiting } from '../../support/stories.ts';

const TOKEN = 'a-token-nobody-may-read';
const SHA = INPUT.commit;

/** Delivers everything that a recipient is told of a release, in order. */
async function deliverAll(
  recipient: Recipient,
  happenings: readonly ReleaseEventBody[],
  { times = 1 }: { readonly times?: number } = {},
): Promise<readonly Notification[]> {
  const notifications = notificationsFor(history(...happenings), {
    after: 0,
    runId: 'run-1',
    recipients: [recipient],
  });
  for (const notification of notifications)
    for (let time = 0; time < times; time += 1) await sendOne(recipient, notification);
  return notifications;
}

async function sendOne(recipient: Recipient, notification: Notification): Promise<unknown> {
  const sendNotification = createSendNotification({
    recipientsOf: () => [recipient],
    secretOf: () => TOKEN,
  });
  return new MockActivityEnvironment().run(sendNotification, { service: 'hello', notification });
}

async function failureOf(recipient: Recipient, happenings: readonly ReleaseEventBody[]) {
  const failure = await deliverAll(recipient, happenings).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ApplicationFailure);
  return failure as ApplicationFailure;
}

describe('GitHub', () => {
  let github: Awaited<ReturnType<typeof startGithub>>;
  let recipient: Recipient;
  beforeEach(async () => {
    github = await startGithub('example/hello', TOKEN);
    const token = { env: 'GITHUB_TOKEN' };
    const repository = 'example/hello';
    recipient = { kind: 'github', name: 'github', repository, token, api: github.url };
  });
  afterEach(async () => github.close());

  const statesOf = (name: string) =>
    github.statuses.filter((status) => status.name === name).map(({ state }) => state);
  const newest = () => Object.fromEntries(github.statuses.map(({ name, state }) => [name, state]));

  it('A4 shows each environment as pending until the commit is verified there', async () => {
    await deliverAll(recipient, waiting);
    expect(newest()).toEqual({
      'slipway/hello/staging': 'success',
      'slipway/hello/production': 'pending',
    });
    expect(new Set(statesOf('slipway/hello/production'))).toEqual(new Set(['pending']));
    await deliverAll(recipient, succeeded);
    expect(newest()).toMatchObject({ 'slipway/hello/production': 'success' });
  });

  it('A4 is never green as a whole while it waits: both are pending from the beginning', async () => {
    await deliverAll(recipient, succeeded);
    const first = github.statuses.slice(0, 2).map(({ name, state }) => `${name} ${state}`);
    expect(first).toEqual(['slipway/hello/staging pending', 'slipway/hello/production pending']);
  });

  it('links each status to the release, and says what it waits for', async () => {
    await deliverAll(recipient, waiting);
    expect(github.statuses.at(-1)).toEqual({
      sha: SHA,
      name: 'slipway/hello/production',
      state: 'pending',
      description: 'Waiting for 1 approval to deploy to production.',
      target_url: INPUT.url,
    });
  });

  it('shows what is deployed where, once for each environment', async () => {
    await deliverAll(recipient, succeeded);
    const places = github.deployments.map(({ environment, ref, payload }) => [
      environment,
      ref,
      payload,
    ]);
    expect(places).toEqual([
      ['production', SHA, { release: INPUT.id }],
      ['staging', SHA, { release: INPUT.id }],
    ]);
    const states = github.deployments.map(({ statuses }) => statuses.map(({ state }) => state));
    for (const [first, ...others] of states) {
      expect(first).toBe('success');
      expect(new Set(others)).toEqual(new Set(['in_progress']));
    }
    expect(github.deployments[0]?.statuses[0]).toMatchObject({
      environment_url: 'https://production.example.com',
      log_url: INPUT.url,
    });
  });

  it('deploys nothing twice when a letter is delivered twice', async () => {
    await deliverAll(recipient, succeeded);
    const once = github.deployments.map(({ statuses }) => statuses.length);
    await github.close();
    github = await startGithub('example/hello', TOKEN);
    await deliverAll({ ...recipient, api: github.url } as Recipient, succeeded, { times: 2 });
    expect(github.deployments.map(({ statuses }) => statuses.length)).toEqual(once);
  });

  it('finds a deployment again by a payload that comes back as text', async () => {
    await deliverAll(recipient, waiting);
    const kept = github.deployments[0] as { payload?: unknown };
    kept.payload = JSON.stringify(kept.payload);
    await deliverAll(recipient, waiting);
    expect(github.deployments).toHaveLength(1);
  });

  it('shows a rejection as a failure, and no deployment to where it never went', async () => {
    await deliverAll(recipient, [
      ...waiting,
      voted('reject', { comment: 'no' }),
      { kind: 'ended', outcome: 'rejected' },
    ]);
    expect(newest()).toEqual({
      'slipway/hello/staging': 'success',
      'slipway/hello/production': 'failure',
    });
    expect(github.deployments.map(({ environment }) => environment)).toEqual(['staging']);
  });

  it('cuts what is longer than GitHub takes', async () => {
    const long = {
      kind: 'queued',
      environment: 'staging',
      queuedBehind: ['x'.repeat(200)],
    } as const;
    await deliverAll(recipient, [...made, long]);
    expect(github.statuses.at(-1)?.description).toHaveLength(140);
  });

  const reset = Math.floor(Date.now() / 1_000) + 600;
  it.each<[string, number, Record<string, string>, number]>([
    ['a secondary limit', 403, { 'retry-after': '60' }, 60_000],
    ['a secondary limit by 429', 429, { 'retry-after': '30' }, 30_000],
    [
      'the limit of an hour',
      403,
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) },
      600_000,
    ],
  ])('waits as long as %s says', async (_, status, headers, pauseMs) => {
    github.answerInstead(() => ({ status, headers, body: { message: 'API rate limit exceeded' } }));
    const failure = await failureOf(recipient, waiting);
    expect(failure).toMatchObject({ type: 'NOTIFICATION_FAILED', nonRetryable: false });
    expect(failure.nextRetryDelay).toBeGreaterThan(pauseMs / 2);
    expect(failure.nextRetryDelay).toBeLessThanOrEqual(pauseMs);
  });

  it.each([
    ['a token that is not known', {}, 401],
    ['a repository that is not there', { repository: 'example/other' }, 404],
  ])('refuses %s, and nothing tells the token', async (_, other, status) => {
    const odd = { ...recipient, ...other, api: github.url } as Recipient;
    if (status === 401) github.answerInstead(() => ({ status: 401 }));
    const failure = await failureOf(odd, waiting);
    expect(failure).toMatchObject({
      type: 'NOTIFICATION_REFUSED',
      message: `github returned ${status}.`,
    });
    expect(JSON.stringify([failure.message, failure.stack, failure.details])).not.toContain(TOKEN);
  });

  it('tries again when an answer is not what GitHub says', async () => {
    github.answerInstead(({ path, method }) =>
      path.includes('/deployments') && method === 'POST' ? { status: 201, body: {} } : undefined,
    );
    expect(await failureOf(recipient, waiting)).toMatchObject({
      type: 'NOTIFICATION_FAILED',
      message: 'github returned no deployment.',
    });
  });
});

describe('GitLab', () => {
  let gitlab: Awaited<ReturnType<typeof startGitlab>>;
  let recipient: Recipient;
  beforeEach(async () => {
    gitlab = await startGitlab('group/sub/hello', TOKEN);
    const token = { env: 'GITLAB_TOKEN' };
    const project = 'group/sub/hello';
    recipient = { kind: 'gitlab', name: 'gitlab', project, token, api: gitlab.api };
  });
  afterEach(async () => gitlab.close());

  const statesOf = (environment: string) =>
    gitlab.statuses
      .filter(({ name }) => name === `slipway/hello/${environment}`)
      .map(({ state }) => state);

  it('A4 a commit is pending, then running, and green only when it was verified', async () => {
    await deliverAll(recipient, succeeded);
    expect(statesOf('staging')).toEqual(['pending', 'running', 'success']);
    expect(statesOf('production')).toEqual(['pending', 'running', 'success']);
    expect(gitlab.statuses[0]).toMatchObject({ sha: SHA, name: 'slipway/hello/staging' });
  });

  it('A4 what waits for approval is pending', async () => {
    await deliverAll(recipient, [...made, ...deployed('staging')]);
    await deliverAll(recipient, waiting);
    expect(statesOf('production').at(-1)).toBe('pending');
  });

  it('shows the same when everything is delivered twice', async () => {
    await deliverAll(recipient, succeeded.slice(0, -1), { times: 2 });
    expect(statesOf('production')).toEqual(['pending', 'running']);
  });

  it('shows what people decided against as canceled or failed', async () => {
    await deliverAll(recipient, [...waiting, { kind: 'ended', outcome: 'expired' }]);
    expect(statesOf('production').at(-1)).toBe('canceled');
  });

  it('refuses a project that is not there', async () => {
    const failure = await failureOf({ ...recipient, project: '7' } as Recipient, waiting);
    expect(failure).toMatchObject({
      type: 'NOTIFICATION_REFUSED',
      message: 'gitlab returned 404.',
    });
  });
});
