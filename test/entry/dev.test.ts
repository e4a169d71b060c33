import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { processesOf } from '../support/leftovers.ts';
import { npmStart, ownSettings } from '../support/npm-start.ts';
import { type Playground, startPlayground } from '../support/playground.ts';

let playground: Playground;
/** What people look at before they approve. It must not change while they sleep. */
let approvalRequest: string;
let places: { readonly staging: string; readonly production: string };
beforeAll(async () => {
  playground = await startPlayground();
  const { said } = playground;
  places = {
    staging: /live on staging \((\S+)\)/.exec(said())?.[1] ?? '',
    production: /goes live in production: (\S+)/.exec(said())?.[1] ?? '',
  };
  approvalRequest = (await release()).approvalRequest.digest;
});
afterAll(async () => {
  await playground?.stop();
});

describe('`npm start`', () => {
  test('ends every program on Ctrl-C, and continues where it was: the release still waits', async () => {
    expect(await playground.end('SIGINT')).toBe(0);
    expect(playground.said()).toMatch(/Stopping …\nStopped\. .*resumes all releases\.\n$/);
    expect(processesOf(playground.folder)).toEqual([]);

    await playground.startAgain('In Temporal: ');
    expect(playground.said()).toContain(
      `Latest release of hello: ${playground.apiUrl}/ui/releases/`,
    );
    expect((await release()).approvalRequest.digest).toBe(approvalRequest);
    expect(await servedBy('staging')).toContain('Hello!');
  });

  test('has the same port again when it was killed and is started at once', async () => {
    // A decision that a worker dies over is Temporal's for ten seconds more.
    await eventually('a worker that has decided', async () => !(await isDeciding()));
    await playground.end('SIGKILL');
    await playground.startAgain('In Temporal: ');
    expect(playground.said()).not.toContain('is in use');
    expect((await release()).approvalRequest.digest).toBe(approvalRequest);
  });

  test('takes the approval of the release that waited through all of that, and hello responds', async () => {
    expect((await vote()).status).toBe(200);
    await eventually('production', async () =>
      playground.said().includes('hello is live in production'),
    );
    expect(await servedBy('production')).toContain('Hello!');
  });

  test('starts production again after a restart of the machine', async () => {
    await playground.end('SIGKILL');
    for (const { pid } of processesOf(playground.folder)) process.kill(pid, 'SIGKILL');
    expect(await servedBy('production')).toBe('');
    await playground.startAgain('hello is live in production');
    expect(await servedBy('production')).toContain('Hello!');
  });

  test('makes a repository of hello to which a user without a name in git can commit', () => {
    const repository = join(playground.folder, 'var/repositories/hello');
    const env = {
      PATH: process.env['PATH'],
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
    };
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', repository, ...args], { env, encoding: 'utf8' });
    git('commit', '--quiet', '--allow-empty', '--message', 'Say it twice');
    expect(git('log', '-1', '--format=%an <%ae>')).toBe('You <you@localhost>\n');
  });

  test('is refused in a directory where it runs already, and ends none of its programs', async () => {
    const second = start({ cwd: playground.folder, env: await ownSettings() });
    expect(await second.ended()).toBe(2);
    expect(second.said()).toContain('DATABASE_IN_USE: Another Temporal server (127.0.0.1:');
    expect(await servedBy('production')).toContain('Hello!');
  });

  test.each<[string, (address: string) => Record<string, string>]>([
    ['by its address', (address) => ({ TEMPORAL_ADDRESS: address })],
    ['by a profile', (address) => ({ TEMPORAL_CONFIG_FILE: profileOf(address) })],
  ])('starts no Temporal where one is named %s', async (_, named) => {
    const folder = folderWith('services: {}');
    const env = { ...(await ownSettings()), ...named(playground.temporalAddress) };
    const other = start({ cwd: folder, env });
    await other.saying('Slipway is running.');
    expect(await other.end('SIGINT')).toBe(0);
    expect(existsSync(join(folder, 'var/temporal.db'))).toBe(false);
    expect(other.said()).not.toContain('Temporal UI');
  });
});

describe('`npm start` is refused, with what to do,', () => {
  const refused = async (env: Readonly<Record<string, string>>) => {
    const settings = { ...(await ownSettings()), ...env };
    const begun = start({ cwd: folderWith('services: {}'), env: settings });
    return { exitCode: await begun.ended(), said: begun.said() };
  };

  test.each(['SLIPWAY_PORT', 'SLIPWAY_TEMPORAL_PORT', 'SLIPWAY_TEMPORAL_UI_PORT'])(
    'for a busy port in %s',
    async (setting) => {
      const busy = createServer().listen(0, '127.0.0.1');
      onTestFinished(() => void busy.close());
      await once(busy, 'listening');
      const port = String((busy.address() as AddressInfo).port);
      const { exitCode, said } = await refused({ [setting]: port });
      expect(exitCode).toBe(2);
      expect(said).toContain(
        `PORT_IN_USE: Port ${port} of 127.0.0.1 is in use, and ${setting} asks for it.`,
      );
    },
  );

  test('for an address that others reach, while no users are configured', async () => {
    const { exitCode, said } = await refused({ SLIPWAY_HOST: '0.0.0.0' });
    expect(exitCode).toBe(2);
    expect(said).toContain('BIND_REFUSED: No users are set up');
  });

  test('for a missing profile of Temporal', async () => {
    const file = profileOf('127.0.0.1:7233');
    const { exitCode, said } = await refused({
      TEMPORAL_CONFIG_FILE: file,
      TEMPORAL_PROFILE: 'prod',
    });
    expect(exitCode).toBe(2);
    expect(said).toMatch(/CONFIG_INVALID: .*Profile 'prod' not found/);
  });

  test('without git', async () => {
    const onlyNode = folderWith();
    symlinkSync(process.execPath, join(onlyNode, 'node'));
    const { exitCode, said } = await refused({ PATH: onlyNode });
    expect(exitCode).toBe(1);
    expect(said).toContain('Slipway needs git, and there is none on the PATH.');
  });
});

/** One more `npm start`, which does not outlive its test whatever that finds. */
function start(settings: Parameters<typeof npmStart>[0]) {
  const begun = npmStart(settings);
  onTestFinished(async () => void (await begun.end('SIGTERM')));
  return begun;
}

interface Shown {
  readonly approvalRequest: { readonly digest: string };
}

async function release(): Promise<Shown> {
  const answer = await fetch(`${playground.apiUrl}/releases/${playground.releaseId}`);
  return (await answer.json()) as Shown;
}

/** Whether a worker is at the release, or ought to be. */
async function isDeciding(): Promise<boolean> {
  const connection = await Connection.connect({ address: playground.temporalAddress });
  try {
    const run = new Client({ connection }).workflow.getHandle(playground.releaseId);
    return Boolean((await run.describe()).raw.pendingWorkflowTask);
  } finally {
    await connection.close();
  }
}

async function vote(): Promise<Response> {
  return fetch(`${playground.apiUrl}/releases/${playground.releaseId}/approval`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ verdict: 'approve', approvalRequest }),
  });
}

/** What hello answers in an environment; nothing while it does not run there. */
function servedBy(environment: 'staging' | 'production'): Promise<string> {
  return fetch(places[environment], { headers: { connection: 'close' } }).then(
    (response) => response.text(),
    () => '',
  );
}

/** A folder for the time of one test. */
function folderWith(slipwayYaml = ''): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-start-')));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'slipway.yaml'), slipwayYaml);
  return folder;
}

/** A file of Temporal's tools with a profile by default. */
function profileOf(address: string): string {
  const file = join(folderWith(), 'temporal.toml');
  writeFileSync(file, `[profile.default]\naddress = "${address}"\n`);
  return file;
}
