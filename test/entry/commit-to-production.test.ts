import { createHash } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfiguration } from '../../src/config/slipway-file.ts';
import { type DemoRepositories, openDemoRepositories } from '../../src/demo/repositories.ts';
import { packArchive } from '../../src/store/archive.ts';
import { useEngine } from '../support/engine-stage.ts';
import { freePort } from '../support/free-port.ts';
import { createRepository, repositoryAt } from '../support/repository.ts';

const ROOT = join(import.meta.dirname, '../..');
const SECRET = 'a-secret-nobody-may-read';

/** A service whose every command says the secret that it is given. */
const TALKATIVE = `
  talkative:
    repository: var/repositories/talkative
    secrets: [TOKEN]
    environments:
      production:
        secrets: [TOKEN]
        target: { kind: directory, path: var/environments/talkative, activate: echo "activating with $TOKEN" }
`;
const TALKATIVE_PIPELINE = `
build: { run: 'mkdir dist && echo hi >dist/hi && echo "building with $TOKEN"', artifact: dist }
test: { unit: { run: 'echo "testing with $TOKEN"' } }
verify: { smoke: { run: 'echo "verifying with $TOKEN"' } }
`;

let playground: DemoRepositories;

const engine = useEngine(
  async (folder) => {
    const file = join(folder, 'slipway.yaml');
    const slipwayYaml = (await withFreePorts()) + TALKATIVE;
    const configuration = readConfiguration(slipwayYaml, file, folder);
    playground = await openDemoRepositories(configuration, file, process.env);
    createRepository(join(folder, 'var/repositories/talkative'), {
      'pipeline.yaml': TALKATIVE_PIPELINE,
    });
    return { slipwayYaml, secrets: { TOKEN: SECRET } };
  },
  () => playground.stop(),
);

describe('a commit of hello', () => {
  test('in continuous delivery is on staging before the approval and in production only after', async () => {
    const commit = commitHello();
    const waiting = await engine.release('hello', { commit });
    expect(waiting).toMatchObject({ phase: 'awaiting-approval' });
    expect(waiting.environments?.at(-1)).toEqual({ name: 'production', mode: 'approval' });
    expect(await servedBy('hello', 'staging')).toContain(commit);
    expect(await servedBy('hello', 'production')).not.toContain(commit);

    const vote = await approve(waiting);
    expect(vote).toMatchObject({ status: 200, body: { vote: 'counted' } });
    const released = await engine.settled(waiting.id);
    expect(released).toMatchObject({ phase: 'done', outcome: 'succeeded' });
    expect(await servedBy('hello', 'production')).toContain(commit);
  });

  test('in continuous deployment goes on to production by itself', async () => {
    const commit = commitHello();
    const released = await engine.release('hello-continuous', { commit });
    expect(released).toMatchObject({ outcome: 'succeeded', votes: [] });
    expect(released.environments?.at(-1)).toEqual({ name: 'production', mode: 'automatic' });
    for (const name of ['staging', 'production'])
      expect(await servedBy('hello-continuous', name)).toContain(commit);
  });

  test('replaces the one before', async () => {
    const [first, second] = [commitHello(), commitHello()];
    for (const commit of [first, second]) {
      await engine.release('hello-continuous', { commit });
      expect(await servedBy('hello-continuous', 'production')).toContain(commit);
    }
    const { live, history } = await environment('hello-continuous', 'production');
    expect([live?.commit, history[0]?.commit]).toEqual([second, first]);
  });

  test('B1 gives the same artifact wherever it is built', async () => {
    const commit = commitHello();
    const waiting = engine.release('hello', { commit });
    const continuous = await engine.release('hello-continuous', { commit });
    expect((await waiting).artifact?.digest).toBe(continuous.artifact?.digest);
    await reject((await waiting).id);
  });

  test('B2 is the tested bytes on staging, in production, and in what was approved', async () => {
    const waiting = await engine.release('hello', { commit: commitHello() });
    const digest = waiting.artifact?.digest;
    expect(waiting.approvalRequest?.artifact).toBe(digest);
    await approve(waiting);
    await engine.settled(waiting.id);
    for (const name of ['staging', 'production']) {
      expect(await deployedDigest('hello', name)).toBe(digest);
      const { live } = await environment('hello', name);
      expect(live).toMatchObject({ releaseId: waiting.id, digest, verified: true });
    }
    // The suite reads dist/, which the commit does not have.
    expect(await engine.log(waiting.id, 'test-unit')).toContain('pass 4');
    expect(await engine.log(waiting.id, 'build')).toContain(`artifact ${digest}`);
  });

  test('S1 is released once: starting it again gives back the release that exists', async () => {
    const commit = commitHello();
    const first = await engine.start('hello-continuous', { commit });
    const meanwhile = await engine.start('hello-continuous', { commit });
    await engine.settled(first.body.id);
    const afterwards = await engine.start('hello-continuous', { commit: commit.slice(0, 12) });
    expect([first, meanwhile, afterwards].map(({ status }) => status)).toEqual([201, 200, 200]);
    expect([meanwhile.body.id, afterwards.body.id]).toEqual([first.body.id, first.body.id]);
  });

  test('S2 starts again as another release, with no votes, after it was rejected', async () => {
    const commit = commitHello();
    const first = await engine.release('hello', { commit });
    const rejected = await reject(first.id);
    expect(rejected).toMatchObject({ phase: 'done', outcome: 'rejected' });
    expect(rejected.votes).toMatchObject([{ verdict: 'reject', comment: 'Not today.' }]);
    expect(await servedBy('hello', 'production')).not.toContain(commit);

    const second = await engine.release('hello', { commit });
    expect(second).toMatchObject({ id: `${first.id}.2`, phase: 'awaiting-approval', votes: [] });
    expect(second.approvalRequest?.digest).not.toBe(first.approvalRequest?.digest);
    await approve(second);
    expect(await engine.settled(second.id)).toMatchObject({ outcome: 'succeeded' });
  });

  test('is told step by step, in order, by the stream of its release', async () => {
    const waiting = await engine.release('hello', { commit: commitHello() });
    const reading = engine.events(waiting.id);
    await approve(waiting);
    const told = await reading;
    const ids = told.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => a - b));
    expect(told.map(({ data }) => [data.kind, data['step'] ?? data['environment']])).toEqual([
      ['started', undefined],
      ['planned', undefined],
      ...ran('build'),
      ...ran('test-unit'),
      ['entered', 'staging'],
      ...ran('deploy-staging'),
      ...ran('verify-staging'),
      ['promotion-decided', 'production'],
      ['voted', undefined],
      ['entered', 'production'],
      ...ran('deploy-production'),
      ...ran('verify-production'),
      ['ended', undefined],
    ]);
    expect((await engine.read(waiting.id)).steps.every(({ state }) => state === 'passed')).toBe(
      true,
    );
  });
});

describe('the logs of a release', () => {
  test('B5 can be read for every step, and hide the secrets, as the history does', async () => {
    const { id, outcome, steps } = await engine.release('talkative');
    expect(outcome).toBe('succeeded');
    const logs = await Promise.all(steps.map(({ name }) => engine.log(id, name)));
    expect(steps.map(({ name }) => name)).toEqual([
      'build',
      'test-unit',
      'deploy-production',
      'verify-production',
    ]);
    for (const [index, said] of ['building', 'testing', 'activating', 'verifying'].entries())
      expect(logs[index]).toContain(`${said} with ***\n`);
    const history = await historyOf(id);
    expect(history).toContain('building with $TOKEN');
    expect(logs.join('') + history).not.toContain(SECRET);
  });
});

const ran = (step: string) => [
  ['step-queued', step],
  ['step-started', step],
  ['step-ended', step],
];

function commitHello(): string {
  return repositoryAt(join(engine.folder, 'var/repositories/hello')).commit({});
}

function approve({ id, approvalRequest }: { id: string; approvalRequest?: { digest: string } }) {
  return engine.vote(id, { verdict: 'approve', approvalRequest: approvalRequest?.digest });
}

async function reject(id: string) {
  const { approvalRequest } = await engine.read(id);
  const vote = {
    verdict: 'reject',
    approvalRequest: approvalRequest?.digest,
    comment: 'Not today.',
  };
  await engine.vote(id, vote);
  return engine.settled(id);
}

/** The history as text, with what Temporal keeps as bytes. */
async function historyOf(id: string): Promise<string> {
  const history = await engine.client.workflow.getHandle(id).fetchHistory();
  const decode = (_: string, data: string) => Buffer.from(data, 'base64').toString();
  return JSON.stringify(history).replaceAll(/"data":"([^"]*)"/g, decode);
}

interface EnvironmentShown {
  readonly service: string;
  readonly name: string;
  readonly live?: { readonly releaseId: string; readonly commit: string };
  readonly history: readonly { readonly commit: string }[];
}

async function environment(service: string, name: string): Promise<EnvironmentShown> {
  const { body } = await engine.get<{ environments: readonly EnvironmentShown[] }>('/environments');
  const found = body.environments.find((one) => one.service === service && one.name === name);
  expect(found).toBeDefined();
  return found as EnvironmentShown;
}

function placeOf(service: string, name: string) {
  const plan = engine.configuration.services[service];
  return plan?.environments.find((one) => one.name === name);
}

/** What the environment answers; nothing while nothing runs there. */
async function servedBy(service: string, name: string): Promise<string> {
  const address = placeOf(service, name)?.url ?? '';
  return fetch(address, { headers: { connection: 'close' } }).then(
    (response) => response.text(),
    () => '',
  );
}

async function deployedDigest(service: string, name: string): Promise<string> {
  const target = placeOf(service, name)?.target;
  const folder = target?.kind === 'directory' ? target.path : '';
  const hash = createHash('sha256');
  for await (const chunk of packArchive(realpathSync(join(folder, 'current')))) hash.update(chunk);
  return `sha256:${hash.digest('hex')}`;
}

/** The slipway.yaml of this repository, so that what it shows to a newcomer works. */
async function withFreePorts(): Promise<string> {
  let text = readFileSync(join(ROOT, 'slipway.yaml'), 'utf8');
  const ports = [...new Set(text.match(/127\.0\.0\.1:\d+/g))];
  for (const place of ports) text = text.replaceAll(place, `127.0.0.1:${await freePort()}`);
  return text;
}
