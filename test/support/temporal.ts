import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';
import { NativeConnection } from '@temporalio/worker';
import { afterAll, beforeAll, inject } from 'vitest';
import { createWorkers, type Slots, type WorkersParts } from '../../src/worker/create-workers.ts';
import type { Running } from '../../src/worker/run-all.ts';
import { bundleWorkflows } from '../../src/worker/workflow-bundle.ts';
import { registerSearchAttributes } from '../../src/temporal/register.ts';
import { SEARCH_ATTRIBUTES } from '../../src/workflows/shared/search-attributes.ts';
import { type QueueName, TASK_QUEUES } from '../../src/workflows/shared/task-queues.ts';
import { fakeActivities } from './activities.ts';
import { eventually } from './eventually.ts';
import { realActivities } from './real-activities.ts';
import { type DynamicConfig, startTestServer } from './test-server.ts';

export interface Stage {
  readonly client: Client;
  /**
   * Moves the clock of one run; timers due in between fire.
   *
   * @param polls how often it waits for that, for 20 s. Default: once. While a task waits for a worker
   *   the clock stands: without a worker it can only be set in motion, by 0
   */
  fastForward(workflowId: string, byMs: number, polls?: number): Promise<void>;
}

export interface RestartableStage extends Stage {
  /** Stops the worker and starts another one, which knows nothing but the histories. */
  restartWorker(): Promise<void>;
  /** The same for environments alone. */
  restartEnvironments(): Promise<void>;
  /** Leaves environments without a worker while `body` runs. */
  withoutEnvironments<T>(body: () => Promise<T>): Promise<T>;
}

/** A real Temporal server with a clock that can be moved, and workers with fakes for effects. */
export interface TemporalStage {
  readonly client: Client;
  /** As activities have it: what they ask ends with their worker. */
  readonly workerClient: Client;
  readonly connection: Connection;
  /** Runs `body` while a worker serves the queue. */
  withWorker<T>(
    overrides: Parameters<typeof fakeActivities>[1],
    body: (stage: RestartableStage & { calls: string[] }) => Promise<T>,
    slots?: Partial<Slots>,
  ): Promise<T>;
  close(): Promise<void>;
}

/** The same for all servers of a test file. */
let bundle: ReturnType<typeof bundleWorkflows> | undefined;

/** Opens a server of its own. */
export async function openTemporal(
  binary: string,
  dynamicConfig?: DynamicConfig,
): Promise<TemporalStage> {
  const server = await startTestServer(binary, dynamicConfig);
  const stage = await openNamespace(server.address, 'default');
  return {
    ...stage,
    async close() {
      await stage.close();
      await server.stop();
    },
  };
}

/** Opens a namespace of a server. Default: a new one */
async function openNamespace(address: string, existing?: string): Promise<TemporalStage> {
  const workflowBundle = await (bundle ??= bundleWorkflows());
  const connection = await Connection.connect({ address });
  const native = await NativeConnection.connect({ address });
  const namespace = existing ?? (await makeNamespace(connection));
  const client = new Client({ connection, namespace });
  const workerClient = new Client({ connection: native, namespace });
  return {
    client,
    workerClient,
    connection,
    async withWorker(overrides, body, slots) {
      const real = realActivities(workerClient);
      const { activities, calls } = fakeActivities(real, overrides);
      const parts = { connection: native, namespace, workflowBundle, activities, slots };
      const [worker, environments] = await Promise.all([
        keepWorking(() => startWorker(parts, OTHERS)),
        keepWorking(() => startWorker(parts, ['environments'])),
      ]);
      const move = (id: string, byMs: number, polls?: number) =>
        fastForward(connection, { namespace, workflowId: id, byMs, polls });
      const stage = {
        client,
        calls,
        fastForward: move,
        async restartWorker() {
          await Promise.all([worker.restart(), environments.restart()]);
        },
        restartEnvironments: environments.restart,
        withoutEnvironments: environments.without,
      };
      try {
        return await body(stage);
      } finally {
        await Promise.all([worker.stop(), environments.stop()]);
      }
    },
    async close() {
      await connection.close();
      await native.close();
    },
  };
}

/** Makes a namespace for one test file, with the search attributes of releases. */
async function makeNamespace(connection: Connection): Promise<string> {
  const namespace = `test-${randomUUID().slice(0, 8)}`;
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: msToTs('1 day'),
  });
  await eventually(`the namespace ${namespace}`, async () => {
    await registerSearchAttributes(connection, namespace).catch(() => {});
    const { customAttributes } = await connection.operatorService
      .listSearchAttributes({ namespace })
      .catch(() => ({ customAttributes: {} }));
    return SEARCH_ATTRIBUTES.every(({ name }) => Object.hasOwn(customAttributes, name));
  });
  return namespace;
}

/** One stage for a test file. */
export function useTemporal(dynamicConfig?: DynamicConfig) {
  let stage: TemporalStage;
  beforeAll(async () => {
    stage = await (dynamicConfig
      ? openTemporal(inject('temporalBinary'), dynamicConfig)
      : openNamespace(inject('temporalAddress')));
  });
  afterAll(async () => stage?.close());
  const withWorker: TemporalStage['withWorker'] = (overrides, body, slots) =>
    stage.withWorker(overrides, body, slots);
  return {
    client: () => stage.client,
    workerClient: () => stage.workerClient,
    connection: () => stage.connection,
    withWorker,
  };
}

const OTHERS = (Object.keys(TASK_QUEUES) as QueueName[]).filter((name) => name !== 'environments');

async function startWorker(
  parts: Pick<WorkersParts, 'connection' | 'namespace' | 'workflowBundle' | 'activities' | 'slots'>,
  queues: readonly QueueName[],
): Promise<Running> {
  return createWorkers({
    ...parts,
    queues,
    more: {
      stickyQueueScheduleToStartTimeout: '1 s',
      shutdownGraceTime: 0,
      // Otherwise a cancellation reaches an activity only after 80 % of its heartbeatTimeout.
      maxHeartbeatThrottleInterval: '100 ms',
    },
  });
}

/** Runs a worker, and another one in its place when that is asked for. */
async function keepWorking(create: () => Promise<Running>) {
  let worker = await create();
  let running = worker.run();
  let restarting: Promise<void> | undefined;
  const stop = async () => {
    worker.shutdown();
    await running;
  };
  const change = async () => {
    const before = running;
    worker.shutdown();
    // What activities of the old one still ask is answered by the new one.
    worker = await create();
    running = worker.run();
    await before;
    restarting = undefined;
  };
  return {
    // Who asks while one is being started gets that one.
    restart: () => (restarting ??= change()),
    async without<T>(body: () => Promise<T>): Promise<T> {
      await stop();
      try {
        return await body();
      } finally {
        worker = await create();
        running = worker.run();
      }
    },
    async stop() {
      await restarting;
      await stop();
    },
  };
}

const { FAST_FORWARD_POLLING_RESULT_POLL_TIMEOUT: NOT_YET } =
  proto.temporal.api.enums.v1.FastForwardPollingResult;

interface FastForward {
  readonly namespace: string;
  readonly workflowId: string;
  readonly byMs: number;
  readonly polls?: number | undefined;
}

/**
 * Uses the server's own time skipping, which the client has no method for yet. The flag is young:
 * this is the only place that knows of it.
 */
async function fastForward(
  { workflowService: service }: Connection,
  { namespace, workflowId, byMs, polls = 1 }: FastForward,
): Promise<void> {
  const about = { namespace, workflowExecution: { workflowId } };
  const fastForwardId = randomUUID();
  await service.updateWorkflowExecutionOptions({
    ...about,
    identity: 'test',
    workflowExecutionOptions: {
      timeSkippingConfig: {
        enabled: true,
        fastForwardConfig: { id: fastForwardId, duration: msToTs(byMs) },
      },
    },
    updateMask: { paths: ['time_skipping_config'] },
  });
  for (let left = polls; left > 0; left -= 1) {
    const asked = { ...about, fastForwardId };
    const { fastForwardPollingResult } = await service.pollWorkflowExecutionTimeSkipping(asked);
    if (fastForwardPollingResult !== NOT_YET) return;
  }
}
