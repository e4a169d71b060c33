import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Connection } from '@temporalio/client';
import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import {
  type DevServer,
  type DevServerSettings,
  startDevServer,
} from '../../src/embedded/dev-server.ts';
import { answers } from '../../src/program/ports.ts';
import { runningOf } from './process-group.ts';
import { freePort } from '../support/free-port.ts';

const host = '127.0.0.1';
const SOON = { timeout: 15_000, interval: 50 };

describe('the embedded Temporal server', () => {
  let folder: string;
  let settings: DevServerSettings;
  const servers: DevServer[] = [];
  const owners: ChildProcess[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-dev-server-'));
    const [port, uiPort] = [await freePort(), await freePort()];
    const [databaseFile, logFile] = [join(folder, 'temporal.db'), join(folder, 'temporal.log')];
    settings = { binary: inject('temporalBinary'), port, uiPort, databaseFile, logFile };
  });
  afterEach(async () => {
    for (const owner of owners.splice(0)) owner.kill('SIGKILL');
    await Promise.all(servers.splice(0).map(async (server) => await server.stop()));
    await rm(folder, { recursive: true, force: true });
  });

  const start = async (more: Partial<DevServerSettings> = {}): Promise<DevServer> => {
    const server = await startDevServer({ ...settings, ...more });
    servers.push(server);
    return server;
  };

  /** Starts the server in another process, and waits until it serves. */
  const startOwner = async () => {
    const { binary, port, uiPort } = settings;
    const program = join(import.meta.dirname, 'dev-server-owner.ts');
    const args = ['--import', 'tsx', program, binary, String(port), String(uiPort), folder];
    const stdio = ['ignore', 'pipe', 'inherit'] as const;
    const owner = spawn(process.execPath, args, { detached: true, stdio: [...stdio] });
    owners.push(owner);
    const lines = createInterface({ input: owner.stdout })[Symbol.asyncIterator]();
    const serverPid = Number(String((await lines.next()).value).replace('serves ', ''));
    return { owner, serverPid, nextLine: async () => String((await lines.next()).value) };
  };

  test('serves its UI on request, and keeps closed runs for 30 days', async () => {
    const server = await start({ searchAttributes: { SlipwayService: 'Keyword' } });

    expect(server.address).toBe(`127.0.0.1:${settings.port}`);
    expect((await fetch(server.uiUrl ?? '')).status).toBe(200);
    expect(await describeNamespace(server)).toEqual({
      retentionDays: 30,
      searchAttributes: ['SlipwayService'],
    });
  });

  test('keeps everything over a stop, and a second start with the same settings', async () => {
    const searchAttributes = { SlipwayService: 'Keyword' } as const;
    await (await start({ searchAttributes })).stop();
    const server = await start({ searchAttributes });

    expect((await describeNamespace(server)).searchAttributes).toEqual(['SlipwayService']);
  });

  test('has no UI if its own port cannot be hidden from web pages', async () => {
    const server = await startDevServer(settings, async () => undefined);
    servers.push(server);

    expect(server.uiUrl).toBeUndefined();
    expect(await answers(settings.uiPort, host)).toBe(false);
  });

  test('has a UI there on request, at a guarded address', async () => {
    const server = await startDevServer({ ...settings, unguardedUi: true }, async () => undefined);
    servers.push(server);

    expect((await fetch(server.uiUrl ?? '')).status).toBe(200);
    await server.stop();
    expect(await answers(settings.uiPort, host)).toBe(false);
  });

  test('is gone after a stop, which may be asked for twice', async () => {
    const server = await start();
    await Promise.all([server.stop(), server.stop()]);
    await server.stop();

    expect(await answers(settings.port, host)).toBe(false);
    await vi.waitFor(() => expect(runningOf(server.pid)).toEqual([]), SOON);
    expect(await readdir(folder)).not.toContain('temporal.db.server');
  });

  test('reports that it has ended by itself, and leaves no process', async () => {
    const server = await start();
    process.kill(server.pid, 'SIGKILL');
    await server.ended;

    await vi.waitFor(() => expect(runningOf(server.pid)).toEqual([]), SOON);
  });

  test('ends with its owner, even when that is killed', async () => {
    const { owner, serverPid } = await startOwner();
    owner.kill('SIGKILL');

    await vi.waitFor(() => expect(runningOf(serverPid)).toEqual([]), SOON);
    expect(await answers(settings.port, host)).toBe(false);
  });

  test('can be started at once after its owner was killed', async () => {
    const { owner, serverPid } = await startOwner();
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    const server = await start({ port: await freePort(), uiPort: await freePort() });

    expect(runningOf(serverPid)).not.toContain(serverPid);
    expect((await describeNamespace(server)).retentionDays).toBe(30);
  });

  test('is not reached by the Ctrl-C of the terminal', async () => {
    const { owner, nextLine } = await startOwner();
    process.kill(-(owner.pid as number), 'SIGINT');

    expect(await nextLine()).toBe('interrupted');
    expect(await answers(settings.port, host)).toBe(true);
  });

  test('is refused while another one uses the same database, and names that', async () => {
    const first = await start();
    const second = start({ port: await freePort(), uiPort: await freePort() });

    await expect(second).rejects.toMatchObject({
      code: 'DATABASE_IN_USE',
      message: expect.stringContaining(
        `Another Temporal server (${first.address}, process ${first.pid}) uses ${settings.databaseFile}.`,
      ),
    });
  });

  test('is refused on a port that another program uses', async () => {
    const other = createServer().listen(settings.port, host);
    await once(other, 'listening');

    await expect(start()).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: `Port ${settings.port} of 127.0.0.1, meant for Temporal, is in use.`,
    });
    other.close();
  });

  test('fails with the end of its log if it ends during its start', async () => {
    const wrong = start({ searchAttributes: { Broken: 'Sundial' as 'Keyword' } });

    await expect(wrong).rejects.toMatchObject({
      code: 'TEMPORAL_UNREACHABLE',
      message: expect.stringMatching(/ended before it served\. The end of its log:\n.*Sundial/s),
    });
    expect(await readdir(folder)).not.toContain('temporal.db.server');
  });

  test('that does not start in time is ended', async () => {
    await expect(start({ readyWithinMs: 1 })).rejects.toThrow('did not start within 0.001 s');
    expect(await answers(settings.port, host)).toBe(false);
  });

  async function describeNamespace({ address }: DevServer) {
    const connection = await Connection.connect({ address });
    const namespace = 'default';
    const { config } = await connection.workflowService.describeNamespace({ namespace });
    await connection.close();
    return {
      retentionDays: Number(config?.workflowExecutionRetentionTtl?.seconds) / 86_400,
      searchAttributes: Object.values(config?.customSearchAttributeAliases ?? {}),
    };
  }
});
