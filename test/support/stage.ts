import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, afterEach, beforeAll, beforeEach, inject } from 'vitest';
import { releaseId } from '../../src/domain/release/release-id.ts';
import { type DevServer, startDevServer } from '../../src/embedded/dev-server.ts';
import { type Change, createControlledService } from './controlled-service.ts';
import { eventually } from './eventually.ts';
import { follow, type Follower } from './follower.ts';
import { freePort } from './free-port.ts';
import { type Program, startProgram } from './program.ts';

/** What a test reads of a release over HTTP. */
export interface ReleaseAnswer {
  readonly id: string;
  readonly phase: string;
  readonly outcome?: string;
  readonly artifact?: { readonly digest: string };
  readonly approvalRequest?: { readonly digest: string; readonly artifact: string };
  readonly votes: readonly { readonly counted: boolean }[];
  readonly steps: readonly StepAnswer[];
  readonly waitingFor: readonly {
    readonly kind: string;
    readonly since: string;
    readonly sentence: string;
  }[];
}

export interface StepAnswer {
  readonly name: string;
  readonly state: string;
  readonly attempt: number;
  readonly queuedAt: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
}

/** A release that was started, and is followed. */
export interface Release extends Change {
  readonly id: string;
  readonly service: ServiceName;
  readonly told: Follower;
}

/** `hello` deploys to folders, and asks at a gate; `tooled` goes to production by a command. */
export type ServiceName = 'hello' | 'tooled';

/**
 * A whole Slipway of real processes for one test file: a Temporal server on a file database, a
 * worker, and the API, each of which can be killed and started again. Before each test all of
 * them run; after the file none does.
 *
 * @param configurationOf the slipway.yaml in this folder
 * @param variables more of them, for the worker
 */
export function useStage(
  configurationOf: (root: string) => string = slipwayYaml,
  variables: Readonly<Record<string, string>> = {},
) {
  const root = mkdtempSync(join(tmpdir(), 'slipway-stage-'));
  // Apart, so that a process that has to do with `root` is a program of ours or a leftover.
  const database = mkdtempSync(join(tmpdir(), 'slipway-stage-temporal-'));
  const service = createControlledService(root);
  writeFileSync(join(root, 'slipway.yaml'), configurationOf(root));
  const running: { temporal?: DevServer; worker?: Program; api?: Program } = {};
  const others: Program[] = [];
  const stopFollowing = new AbortController();
  const ports = { temporal: 0, ui: 0, api: 0, metrics: 0 };

  beforeAll(async () => {
    for (const name of Object.keys(ports) as (keyof typeof ports)[]) ports[name] = await freePort();
  });
  beforeEach(async () => await stage.startAll());
  afterEach(() => service.letAllGo());
  afterAll(async () => {
    stopFollowing.abort();
    await Promise.all([...others, running.worker, running.api].map(async (one) => one?.kill()));
    await running.temporal?.stop();
    for (const folder of [root, database]) rmSync(folder, { recursive: true, force: true });
  });

  const start = async (name: 'worker' | 'server', ready: string, more: Record<string, string>) =>
    await startProgram({
      file: join(inject('programs'), `entry/${name}.js`),
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: root,
        TEMPORAL_ADDRESS: `127.0.0.1:${ports.temporal}`,
        SLIPWAY_CONFIG: join(root, 'slipway.yaml'),
        SLIPWAY_DATA_DIR: join(root, 'var'),
        ...more,
      },
      logFile: join(root, `${name}.log`),
      ready,
    });
  const startApi = async (port: number) =>
    await start('server', 'API ready', { SLIPWAY_PORT: String(port) });

  const stage = {
    root,
    storeFolder: join(root, 'store'),
    workspaces: join(root, 'var/workspaces'),
    targetOf: (name: ServiceName, environment: string) =>
      join(root, 'environments', name, environment),
    url: (path: string, port = ports.api) => `http://127.0.0.1:${port}${path}`,
    /** Where the worker serves its metrics. */
    workerMetrics: () => `http://127.0.0.1:${ports.metrics}/metrics`,
    temporalAddress: () => `127.0.0.1:${ports.temporal}`,
    /** The processes that are meant to run. */
    programs: () => [running.worker, running.api, ...others].map((one) => one?.pid),
    /** Each is the one that runs, or was killed last. */
    worker: () => running.worker as Program,
    api: () => running.api as Program,

    async startTemporal(): Promise<void> {
      const databaseFile = join(database, 'temporal.db');
      running.temporal = await startDevServer({
        binary: inject('temporalBinary'),
        port: ports.temporal,
        uiPort: ports.ui,
        databaseFile,
        logFile: join(database, 'temporal.log'),
      });
    },
    async killTemporal(): Promise<void> {
      if (!running.temporal) return;
      process.kill(running.temporal.pid, 'SIGKILL');
      await running.temporal.ended;
      delete running.temporal;
    },
    async startWorker(more: Record<string, string> = {}): Promise<void> {
      const metrics = { SLIPWAY_METRICS_PORT: String(ports.metrics) };
      running.worker = await start('worker', 'Worker ready', {
        ...metrics,
        ...variables,
        ...more,
      });
    },
    /** Starts one more worker, with a folder of its own. */
    async startAnotherWorker(more: Record<string, string>): Promise<void> {
      const SLIPWAY_DATA_DIR = join(root, 'var-of-another');
      others.push(await start('worker', 'Worker ready', { SLIPWAY_DATA_DIR, ...more }));
    },
    async startApi(): Promise<void> {
      running.api = await startApi(ports.api);
    },
    /** Starts one more process of the API, and gives its port. */
    async startAnotherApi(): Promise<number> {
      const port = await freePort();
      others.push(await startApi(port));
      return port;
    },
    /** Starts whatever does not run. */
    async startAll(): Promise<void> {
      if (!running.temporal) await stage.startTemporal();
      await Promise.all([
        running.worker?.isRunning() || stage.startWorker(),
        running.api?.isRunning() || stage.startApi(),
      ]);
    },
    /** Kills everything in the same moment. */
    async killAll(): Promise<void> {
      await Promise.all([stage.killTemporal(), stage.worker().kill(), stage.api().kill()]);
    },

    /** Starts the release of a new commit, held where the test says so, and follows it. */
    async release(name: ServiceName, ...held: Parameters<Change['freeze']>[0][]): Promise<Release> {
      const change = service.change();
      for (const place of held) change.freeze(place);
      const { status, body } = await stage.post('/releases', {
        service: name,
        commit: change.commit,
      });
      if (status !== 201) throw new Error(`not started: ${JSON.stringify(body)}`);
      return stage.started(name, change);
    },
    /** The release of a commit that was just started. */
    started(name: ServiceName, change: Change): Release {
      const id = releaseId(name, change.commit);
      return { ...change, id, service: name, told: stage.follow(id) };
    },
    change: () => service.change(),
    follow: (id: string) => follow(stage.url(`/releases/${id}/events`), stopFollowing.signal),
    read: async (id: string) =>
      (await (await fetch(stage.url(`/releases/${id}`))).json()) as ReleaseAnswer,
    /** Waits for a phase, also while the API is away. */
    until: async (id: string, phase: string) =>
      await eventually(`${id} to be ${phase}`, async () => {
        const release = await stage.read(id).catch(() => undefined);
        return release?.phase === phase && release;
      }),
    async post(path: string, body: object, port?: number) {
      const response = await fetch(stage.url(path, port), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    /** Waits until the release may be approved, and gives what a vote on it is sent as. */
    async atGate(id: string, patience?: Parameters<typeof eventually>[2]) {
      const { approvalRequest } = await stage.until(id, 'awaiting-approval');
      // Its history says so a moment before the release itself waits there.
      await eventually(`${id} to wait`, () => isIdle(stage.temporalAddress(), id), patience);
      return { verdict: 'approve', approvalRequest: approvalRequest?.digest };
    },
    approve: async (id: string) =>
      await stage.post(`/releases/${id}/approval`, await stage.atGate(id)),
  };
  return stage;
}

/** Whether no worker has a task of this run. */
async function isIdle(address: string, id: string): Promise<boolean> {
  const connection = await Connection.connect({ address });
  try {
    const { raw } = await new Client({ connection }).workflow.getHandle(id).describe();
    return !raw.pendingWorkflowTask;
  } catch {
    // Temporal may be away just now.
    return false;
  } finally {
    await connection.close();
  }
}

export type Stage = ReturnType<typeof useStage>;

/** The configuration of a stage; more services can be added at its end. */
export function slipwayYaml(root: string): string {
  const folder = (name: ServiceName, environment: string) =>
    `target: { kind: directory, path: environments/${name}/${environment}, activate: ./activate }`;
  return `
store: file:store
workers: { heartbeat: 2s }
services:
  hello:
    repository: service
    branches: [main]
    environments:
      staging: { ${folder('hello', 'staging')} }
      production:
        promotion: [{ mode: approval }]
        gate: { approvals: 1, selfApproval: true }
        ${folder('hello', 'production')}
  tooled:
    repository: service
    environments:
      staging: { ${folder('tooled', 'staging')} }
      production:
        target: { kind: command, deploy: ./deploy, probe: 'cat "${root}/live" || true' }
`;
}
