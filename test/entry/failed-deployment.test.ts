import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { releaseId } from '../../src/domain/release/release-id.ts';
import { PRINCIPALS } from '../support/principals.ts';
import { useEngine } from '../support/engine-stage.ts';
import { createRepository, type Repository } from '../support/repository.ts';

const BUILD = {
  run: 'mkdir dist && cp activate dist/ && chmod +x dist/activate',
  artifact: 'dist',
};
const ACTIVATE = '#!/bin/sh\necho "$SLIPWAY_RELEASE" >>"$SLIPWAY_TARGET/activations"\n';
const FAIL = `${ACTIVATE}echo no port is free\nexit 9\n`;

const filesOf = (more: object = {}, build: object = {}) => ({
  'pipeline.yaml': JSON.stringify({ build: { ...BUILD, ...build }, ...more }),
  activate: ACTIVATE,
});

const repositories: Record<string, Repository> = {};
const mounts: string[] = [];
let server: Server;

const engine = useEngine(
  async (folder) => {
    const plans = {
      'not-writable': filesOf(),
      'disk-full': filesOf({}, { run: 'mkdir dist && head -c 4M /dev/zero >dist/large' }),
      activation: filesOf(),
      unfit: filesOf({ verify: { status: { http: '/teapot', retryFor: '300ms' } } }),
      'smoke-fails': filesOf({
        verify: { smoke: { run: 'echo it smells of $((6 * 7)); exit 6' } },
      }),
      silent: filesOf({ verify: { status: { http: '/', retryFor: '300ms' } } }),
      'no-url': filesOf({ verify: { status: { http: '/' } } }),
      tool: filesOf(),
      'tool-fails': filesOf(),
    };
    for (const [name, files] of Object.entries(plans))
      repositories[name] = createRepository(join(folder, 'repositories', name), files);
    writeFileSync(join(folder, 'a-file'), '');
    mountSmallDisk(join(folder, 'environments/disk-full'));
    server = await listenAsTeapot();
    const { port } = server.address() as AddressInfo;
    const live = join(folder, 'live-by-tool');
    const deployByTool = `echo "$SLIPWAY_ENVIRONMENT had '$SLIPWAY_PREVIOUS'"; test -x ./activate && echo "$SLIPWAY_RELEASE" >${live}`;
    const tool = { kind: 'command', deploy: deployByTool, probe: `cat ${live}` };
    const directory = (name: string) => ({
      target: { kind: 'directory', path: `environments/${name}`, activate: './activate' },
    });
    const environments: Record<string, object> = {
      'not-writable': { target: { kind: 'directory', path: 'a-file/staging' } },
      'disk-full': { target: { kind: 'directory', path: 'environments/disk-full' } },
      unfit: { ...directory('unfit'), url: `http://127.0.0.1:${port}` },
      silent: { ...directory('silent'), url: `http://127.0.0.1:${await closedPort()}` },
      tool: { target: tool },
      'tool-fails': {
        target: { kind: 'command', deploy: 'echo no cluster $((6 * 7)) >&2; exit 5' },
      },
    };
    const services = Object.fromEntries(
      Object.keys(plans).map((name) => [
        name,
        {
          repository: `repositories/${name}`,
          environments: { staging: environments[name] ?? directory(name) },
        },
      ]),
    );
    return { slipwayYaml: JSON.stringify({ ...PRINCIPALS, services }) };
  },
  async () => {
    for (const place of mounts) execFileSync('umount', [place]);
    server.closeAllConnections();
    server.close();
  },
);

describe('a release fails with the reason and the next action', () => {
  test.concurrent.for([
    [
      'when the path of the target cannot be written to',
      'not-writable',
      'TARGET_NOT_WRITABLE',
      /Cannot write to .*a-file\/staging \(ENOTDIR/,
    ],
    [
      'when the service answers otherwise than expected',
      'unfit',
      'VERIFICATION_FAILED',
      /^status: http:\S+\/teapot responded 418, expected 200/,
    ],
    [
      'when a check by command fails',
      'smoke-fails',
      'VERIFICATION_FAILED',
      /^smoke exited with 6\.[^]*it smells of 42/,
    ],
    [
      'when it is to be asked over HTTP and nobody said where',
      'no-url',
      'CONFIG_INVALID',
      /services\.no-url\.environments\.staging has no url/,
    ],
    [
      'when the command that deploys fails',
      'tool-fails',
      'DEPLOY_FAILED',
      /exited with 5\.[^]*no cluster 42/,
    ],
  ] as const)('%s', async ([, service, code, says]) => {
    const { outcome, problem } = await engine.release(service);
    expect(outcome).toBe('failed');
    expect(problem).toMatchObject({ code, message: expect.stringMatching(says) });
    expect(problem?.next).toMatch(/.+\.$/);
  });

  test('V1 when the service cannot be reached and a user chooses so', async () => {
    const { body } = await engine.start('silent');
    const asking = await engine.until(body.id, ({ phase }) => phase === 'awaiting-guidance');
    const { id: guidanceRequest, choices } = asking.guidanceRequest ?? {
      id: '',
      choices: [],
    };
    expect(choices).toEqual(['retry', 'ignore', 'fail']);
    const answer = await engine.post(`/releases/${body.id}/guidance`, {
      guidanceRequest,
      choice: 'fail',
    });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    const { outcome, problem } = await engine.settled(body.id);
    expect(outcome).toBe('failed');
    expect(problem).toMatchObject({
      code: 'VERIFICATION_INCONCLUSIVE',
      message: expect.stringMatching(/^status: http:\S+ no response: ECONNREFUSED/),
    });
  });

  test('when the disk of the target is full, and leaves nothing there', async (context) => {
    if (mounts.length === 0) context.skip('mounting a small tmpfs needs root');
    const { problem } = await engine.release('disk-full');
    expect(problem).toMatchObject({
      code: 'DISK_FULL',
      message: expect.stringMatching(/environments\/disk-full is full/),
    });
    const place = join(engine.folder, 'environments/disk-full');
    expect(readdirSync(join(place, 'releases'))).toEqual([]);
    expect(existsSync(join(place, 'current'))).toBe(false);

    const small = repositories['disk-full']?.commit({
      'pipeline.yaml': JSON.stringify({ build: { run: 'touch small', artifact: 'small' } }),
    });
    const next = await engine.release('disk-full', { commit: small ?? '' });
    expect(next.outcome).toBe('succeeded');
  });

  test('when its activation fails, and the release before is live and active again', async () => {
    const good = await engine.release('activation');
    const commit = repositories['activation']?.commit({ activate: FAIL }) ?? '';
    const bad = await engine.release('activation', { commit });
    expect(bad).toMatchObject({ outcome: 'failed', problem: { code: 'ACTIVATION_FAILED' } });
    expect(bad.problem?.message).toMatch(/exited with 9\.[^]*no port is free/);

    const place = join(engine.folder, 'environments/activation');
    expect(readlinkSync(join(place, 'current'))).toBe(`releases/${good.id}`);
    const activations = readFileSync(join(place, 'activations'), 'utf8').trim().split('\n');
    expect(activations).toEqual([good.id, bad.id, good.id]);
    expect(await liveIn('activation')).toBe(good.id);
  });
});

describe('a target that is a command', () => {
  test('deploys the artifact, and gets the live release from its probe', async () => {
    const first = await engine.release('tool');
    expect(first.outcome).toBe('succeeded');
    expect(await engine.log(first.id, 'deploy-staging')).toContain("staging had ''");
    const commit = repositories['tool']?.commit({}) ?? '';
    const second = await engine.release('tool', { commit });
    expect(await engine.log(second.id, 'deploy-staging')).toContain(`staging had '${first.id}'`);
    expect(await liveIn('tool')).toBe(second.id);
  });

  test('does not deploy a release that is live already by its probe', async () => {
    const commit = repositories['tool']?.commit({}) ?? '';
    const id = releaseId('tool', commit);
    writeFileSync(join(engine.folder, 'live-by-tool'), `${id}\n`);
    expect((await engine.release('tool', { commit })).outcome).toBe('succeeded');
    const log = await engine.log(id, 'deploy-staging');
    expect(log).toContain(`${id} was already live`);
    expect(log).not.toContain('staging had');
  });
});

async function liveIn(service: string): Promise<string | undefined> {
  type Environments = { environments: { service: string; live?: { releaseId: string } }[] };
  const { body } = await engine.get<Environments>('/environments');
  return body.environments.find((environment) => environment.service === service)?.live?.releaseId;
}

function mountSmallDisk(place: string): void {
  mkdirSync(place, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', place], { stdio: 'ignore' });
    mounts.push(place);
  } catch {
    // Only root may; the test that needs it says so.
  }
}

/** A port that nothing listens on any more. */
async function closedPort(): Promise<number> {
  const closing = await listenAsTeapot();
  const { port } = closing.address() as AddressInfo;
  await new Promise((resolve) => closing.close(resolve));
  return port;
}

async function listenAsTeapot(): Promise<Server> {
  const teapot = createServer((_, response) => response.writeHead(418).end());
  await new Promise<void>((resolve) => teapot.listen(0, '127.0.0.1', resolve));
  return teapot;
}
