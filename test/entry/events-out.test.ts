import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { Webhook } from 'standardwebhooks';
import { afterAll, describe, expect, test } from 'vitest';
import type { CloudEvent } from '../../src/domain/notify/cloud-event.ts';
import { outboxId } from '../../src/temporal/outboxes.ts';
import { problemsOf } from '../support/cdevents.ts';
import { startGithub, startGitlab } from '../support/commit-hosts.ts';
import { useEngine } from '../support/engine-stage.ts';
import { eventually } from '../support/eventually.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { createRepository, type Repository } from '../support/repository.ts';

const SECRETS = {
  AUDIT_SECRET: `whsec_${randomBytes(32).toString('base64')}`,
  GITHUB_TOKEN: `github-${randomBytes(16).toString('hex')}`,
  GITLAB_TOKEN: `gitlab-${randomBytes(16).toString('hex')}`,
};
const SLACK_PATH = `/services/${randomBytes(16).toString('hex')}`;
const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const FILES = {
  'pipeline.yaml': JSON.stringify({
    build: { run: 'mkdir dist && echo hello >dist/hello', artifact: 'dist' },
    test: { unit: { run: 'test -f dist/hello' } },
    verify: { there: { run: 'true' } },
  }),
};

let repository: Repository;
let audit: Receiver;
let team: Receiver;
let github: Awaited<ReturnType<typeof startGithub>>;
let gitlab: Awaited<ReturnType<typeof startGitlab>>;
/** What `deaf` answers; it takes nothing for now. */
let deaf = 500;

const engine = useEngine(async (folder) => {
  repository = createRepository(join(folder, 'hello'), FILES);
  audit = await startReceiver(({ path }) => ({ status: path === '/deaf' ? deaf : 204 }));
  team = await startReceiver(() => ({ status: 200 }));
  github = await startGithub('example/hello', SECRETS.GITHUB_TOKEN);
  gitlab = await startGitlab('example/hello', SECRETS.GITLAB_TOKEN);
  const secret = { env: 'AUDIT_SECRET' };
  const notifications = [
    { kind: 'webhook', name: 'audit', url: `${audit.url}/audit`, secret },
    { kind: 'webhook', name: 'deaf', url: `${audit.url}/deaf`, secret, events: ['build.started'] },
    { kind: 'slack', url: { env: 'SLACK_URL' } },
    {
      kind: 'github',
      repository: 'example/hello',
      token: { env: 'GITHUB_TOKEN' },
      api: github.url,
    },
    { kind: 'gitlab', project: 'example/hello', token: { env: 'GITLAB_TOKEN' }, api: gitlab.api },
  ];
  const target = (name: string) => ({
    target: { kind: 'directory', path: `environments/${name}` },
  });
  const production = { ...target('production'), gate: { selfApproval: true } };
  const environments = { staging: target('staging'), production };
  const services = { hello: { repository: 'hello', notifications, environments } };
  const secrets = { ...SECRETS, SLACK_URL: `${team.url}${SLACK_PATH}` };
  return { slipwayYaml: JSON.stringify({ services }), secrets };
});
afterAll(async () => {
  for (const server of [audit, team, github, gitlab]) await server?.close();
});

const eventsAt = (path: string) =>
  audit.received
    .filter((request) => request.path === path)
    .map(({ body }) => JSON.parse(body) as CloudEvent);

const states = (shown: readonly { name: string; state: string }[], environment: string) =>
  shown.filter(({ name }) => name === `slipway/hello/${environment}`).map(({ state }) => state);

/** Each environment with the newest status of its deployment. */
const deployments = () =>
  github.deployments.map(({ environment, statuses }) =>
    [environment, statuses[0]?.['state']].join(' '),
  );

interface Notifications {
  readonly notifications: readonly {
    readonly recipient: string;
    readonly state: string;
    readonly attempts?: number;
    readonly problem?: { readonly message: string };
  }[];
}

describe('a release of a service with all kinds of recipients', () => {
  test('A4 is reported to all of them, from its start to production', async () => {
    const commit = repository.commit(FILES);
    const started = await fetch(`${engine.url}/releases`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', traceparent: TRACE },
      body: JSON.stringify({ service: 'hello', commit }),
    });
    const { id } = (await started.json()) as { id: string };
    const waiting = await engine.settled(id);

    await eventually('the question in the chat', async () => team.received.length === 1);
    await eventually('GitHub to show that it waits', async () =>
      github.statuses.some(({ description }) => description.startsWith('Waiting for 1 approval')),
    );
    expect(new Set(states(github.statuses, 'production'))).toEqual(new Set(['pending']));
    expect(states(gitlab.statuses, 'production')).toEqual(['pending']);

    await engine.vote(id, { verdict: 'approve', approvalRequest: waiting.approvalRequest?.digest });
    expect(await engine.settled(id)).toMatchObject({ outcome: 'succeeded' });
    await eventually('the end everywhere', async () => {
      const last = [states(github.statuses, 'production'), states(gitlab.statuses, 'production')];
      return (
        team.received.length === 2 &&
        last.every((shown) => shown.at(-1) === 'success') &&
        eventsAt('/audit').some(({ type }) => type.includes('pipelinerun.finished'))
      );
    });

    expect(states(gitlab.statuses, 'production')).toEqual(['pending', 'running', 'success']);
    await eventually(
      'the deployment to be done',
      async () => deployments()[0] === 'production success',
    );
    expect(deployments()).toEqual(['production success', 'staging success']);
    expect(team.received.map(({ path }) => path)).toEqual([SLACK_PATH, SLACK_PATH]);
    expectGenuine(id);
    await expectNoSecrets(id);
  });

  test('lists failed notifications, which arrive when they are sent again', async () => {
    const [id = ''] = new Set(eventsAt('/deaf').map(({ data }) => data.context.chainId));
    const path = `/releases/${id}/notifications`;
    const toDeaf = async () =>
      (await engine.get<Notifications>(path)).body.notifications.find(
        ({ recipient }) => recipient === 'deaf',
      );
    const tried = await eventually('a try', async () => (await toDeaf())?.attempts && toDeaf());
    expect(tried).toMatchObject({
      state: 'waiting',
      problem: { code: 'NOTIFICATION_FAILED', message: 'deaf returned 500.' },
      nextAttempt: expect.stringMatching(/^20/),
    });
    // Who asks to be told no more is not told again by itself.
    deaf = 410;
    await eventually('giving up', async () => (await toDeaf())?.state === 'failed');
    const failed = await eventually('the list', async () => {
      const { body } = await engine.get<{
        releases: { releaseId: string; notifications: { id: string }[] }[];
      }>('/notifications?state=failed');
      return body.releases.find(({ releaseId }) => releaseId === id)?.notifications;
    });
    deaf = 204;
    const again = await engine.post(`${path}/${failed[0]?.id}/resend`, {});
    expect(again.status).toBe(202);
    await eventually('its arrival', async () => (await toDeaf())?.state === 'sent');
    // The same event, however often it was sent.
    expect(new Set(eventsAt('/deaf').map((event) => event.id)).size).toBe(1);
    await eventually('the end of the list', async () => {
      const { body } = await engine.get<{ releases: unknown[] }>('/notifications?state=failed');
      return body.releases.length === 0;
    });
  });
});

/** Every webhook is signed, is a CDEvent, and belongs to the release and its trace. */
function expectGenuine(id: string): void {
  const webhook = new Webhook(SECRETS.AUDIT_SECRET);
  const received = audit.received.filter(({ path }) => path === '/audit');
  for (const { headers, body } of received) {
    const event = webhook.verify(body, headers as Record<string, string>) as CloudEvent;
    expect(problemsOf(event.data)).toEqual([]);
    expect(event.data.context.chainId).toBe(id);
    expect(event.source).toBe('http://slipway.test');
    expect(event.traceparent).toContain('4bf92f3577b34da6a3ce929d0e0e4736');
  }
  const types = eventsAt('/audit').map(({ type }) => type.split('.').slice(2, 4).join('.'));
  expect(types[0]).toBe('pipelinerun.queued');
  expect(types.filter((type) => /service|approval/.test(type))).toEqual([
    'service.deployed',
    'slipway-approval.created',
    'slipway-approval.updated',
    'slipway-approval.closed',
    'service.deployed',
  ]);
  expect(types.at(-1)).toBe('pipelinerun.finished');
}

/** Neither history has a secret in it. */
async function expectNoSecrets(id: string): Promise<void> {
  for (const workflowId of [id, outboxId(id)]) {
    const { events } = await engine.client.workflow.getHandle(workflowId).fetchHistory();
    const payloads = historyToJSON({ events: events ?? [] }).match(/"data": "[^"]*"/g) ?? [];
    const text = payloads
      .map((line) => Buffer.from(line.slice('"data": "'.length, -1), 'base64').toString())
      .join('\n');
    expect(text).toContain('hello');
    for (const secret of [...Object.values(SECRETS), SLACK_PATH])
      expect(text).not.toContain(secret);
  }
}
