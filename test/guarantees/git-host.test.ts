import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { releaseId } from '../../src/domain/release/release-id.ts';
import { eventually } from '../support/eventually.ts';
import { createGitHost } from '../support/git-host.ts';
import { createRepository } from '../support/repository.ts';
import { type Release, slipwayYaml, type Stage, useStage } from '../support/stage.ts';

const host = await createGitHost();
afterAll(() => host.close());

/** Far more than any limit on what a worker does at once on its own machine. */
const AWAY = Array.from({ length: 40 }, (_, i) => `away-${i + 1}`);
const PIPELINE = 'build: { run: mkdir dist && cp change dist, artifact: dist }\n';
/** git gives up after a minute of silence: whoever waits for that is too late. */
const BEFORE_GIT_GIVES_UP = { patienceMs: 45_000 };
const AT_ONCE = { patienceMs: 5_000 };

/** Those of the stage, whose repository is on this machine, and those that are at the host. */
function configurationOf(root: string): string {
  const away = AWAY.map(
    (name) => `
  ${name}:
    repository: ${host.address(name)}
    environments: { production: { target: { kind: directory, path: targets/${name} } } }`,
  );
  return `${slipwayYaml(root).trimEnd()}${away.join('')}\n`;
}

/** Makes the repositories, serves them, and starts a release of each. @returns their ids */
async function releaseAll(stage: Stage): Promise<string[]> {
  const folder = join(stage.root, 'host');
  mkdirSync(folder);
  const commits = AWAY.map((name) => {
    const { commit } = createRepository(join(folder, name), { 'pipeline.yaml': PIPELINE });
    return { service: name, commit: commit({ change: name }) };
  });
  await host.serve(folder);
  const statuses = await Promise.all(
    commits.map(async (what) => (await stage.post('/releases', what)).status),
  );
  expect(statuses).toEqual(AWAY.map(() => 201));
  return commits.map(({ service, commit }) => releaseId(service, commit));
}

describe('while a git host accepts connections and does not respond', () => {
  const stage = useStage(configurationOf, { SLIPWAY_WORKFLOW_SLOTS: '5' });
  const cancel = async (id: string) => {
    const { status } = await stage.post(`/releases/${id}/cancel`, { reason: 'Its host is away.' });
    expect(status).toBe(202);
  };
  const endOf = async (id: string, patience: { patienceMs: number }) =>
    eventually(
      `${id} to end`,
      async () => {
        const release = await stage.read(id);
        return release.phase === 'done' && release.outcome;
      },
      patience,
    );

  let asking: Release;
  let hanging: readonly string[];

  beforeAll(async () => {
    await stage.startAll();
    asking = await stage.release('hello');
    await stage.atGate(asking.id);
    await stage.worker().kill();
    hanging = await releaseAll(stage);
    host.fallSilent();
    // What the API has fetched is of no use to a worker on another machine.
    await stage.startWorker({ SLIPWAY_DATA_DIR: join(stage.root, 'var-of-the-worker') });
    // The others come right behind it, and all of them before what a test starts.
    await eventually('a fetch to hang', async () => host.waiting() > 0);
  });

  it('a release whose repository is elsewhere goes to production', async () => {
    const { id } = await stage.release('tooled');
    expect(await endOf(id, BEFORE_GIT_GIVES_UP)).toBe('succeeded');
    const phases = await Promise.all(hanging.map(async (one) => (await stage.read(one)).phase));
    expect(new Set(phases)).toEqual(new Set(['planning']));
  });

  it('G1 a vote on a release whose repository is elsewhere counts', async () => {
    const { status } = await stage.approve(asking.id);
    expect(status).toBe(200);
    expect(await endOf(asking.id, BEFORE_GIT_GIVES_UP)).toBe('succeeded');
    expect((await stage.read(asking.id)).votes).toMatchObject([{ counted: true }]);
  });

  it('R7 a release whose commit is being fetched is cancelled at once', async () => {
    const [first = ''] = hanging;
    await cancel(first);
    expect(await endOf(first, AT_ONCE)).toBe('cancelled');
  });

  it('a release whose commit is being fetched continues as soon as the host responds', async () => {
    const [, second = '', ...others] = hanging;
    await Promise.all(others.map(cancel));
    for (const id of others) expect(await endOf(id, BEFORE_GIT_GIVES_UP)).toBe('cancelled');
    host.answer();
    expect(await endOf(second, BEFORE_GIT_GIVES_UP)).toBe('succeeded');
  });
});
