import { availableParallelism, hostname } from 'node:os';
import { type NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { ActivityGroups } from '../activities/index.ts';
import type { Env } from '../config/env.ts';
import { workerIdentity } from '../temporal/worker-polls.ts';
import { type QueueName, TASK_QUEUES } from '../workflows/shared/task-queues.ts';
import { runAll, type Running } from './run-all.ts';

/** How much a process does at once. */
export interface Slots extends Readonly<Record<QueueName, number>> {
  /** Workflow tasks: of releases, and as many of environments. */
  readonly workflows: number;
}

/** Builds and tests are heavy; what mostly waits has as many slots as there may be waits at once. */
const SLOTS: Slots = {
  workflows: 40,
  releases: 100,
  environments: 50,
  source: 200,
  build: Math.max(4, availableParallelism()),
  deploy: 50,
  watch: 500,
  notify: 50,
};

export interface WorkersParts {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly workflowBundle: NonNullable<WorkerOptions['workflowBundle']>;
  readonly activities: ActivityGroups;
  readonly interceptors?: WorkerOptions['interceptors'];
  /** The version of the process, where Temporal chooses between versions. */
  readonly buildId?: string | undefined;
  /** What is not given is as by default. */
  readonly slots?: Partial<Slots> | undefined;
  /** Which queues it serves; all by default. */
  readonly queues?: readonly QueueName[];
  /** What differs from how a process of Slipway runs its workers. */
  readonly more?: Partial<WorkerOptions>;
}

/** As the settings of a process say. */
export function slotsOf(env: Pick<Env, 'workflowSlots' | 'buildSlots' | 'deploySlots'>) {
  const { workflowSlots: workflows, buildSlots: build, deploySlots: deploy } = env;
  const given = Object.entries({ workflows, build, deploy });
  return Object.fromEntries(given.filter(([, slots]) => slots !== undefined)) as Partial<Slots>;
}

/** Makes a worker for each queue. They run and stop as one. */
export async function createWorkers(parts: WorkersParts): Promise<Running> {
  const { queues = Object.keys(TASK_QUEUES) as QueueName[] } = parts;
  return runAll(await Promise.all(queues.map((queue) => createWorker(queue, parts))));
}

async function createWorker(queue: QueueName, parts: WorkersParts): Promise<Worker> {
  const { connection, namespace, activities, interceptors, buildId, more } = parts;
  const slots = { ...SLOTS, ...parts.slots };
  return Worker.create({
    connection,
    namespace,
    taskQueue: TASK_QUEUES[queue],
    identity: workerIdentity(hostname(), process.pid),
    ...(buildId !== undefined && versioned(buildId)),
    ...(servesWorkflows(queue) && workflowOptions(parts, slots)),
    ...(interceptors && { interceptors }),
    activities: activities[queue],
    maxConcurrentActivityTaskExecutions: slots[queue],
    maxConcurrentActivityTaskPolls: 2,
    shutdownGraceTime: '2 s',
    shutdownForceTime: '30 s',
    ...more,
  });
}

function servesWorkflows(queue: QueueName): boolean {
  return queue === 'releases' || queue === 'environments';
}

function workflowOptions({ workflowBundle }: WorkersParts, { workflows }: Slots) {
  return {
    workflowBundle,
    maxConcurrentWorkflowTaskExecutions: workflows,
    // After a restart nobody serves the queue of the old process: do not wait for it for 10 s. An
    // approval waits for two of them, of the release and of its environment. A worker that lives
    // but is busy for longer loses nothing but a replay.
    stickyQueueScheduleToStartTimeout: '250 ms' as const,
  };
}

/** Releases that wait go on with the version that is current then; none is pinned to its first. */
function versioned(buildId: string) {
  return {
    workerDeploymentOptions: {
      version: { deploymentName: 'slipway', buildId },
      useWorkerVersioning: true as const,
      defaultVersioningBehavior: 'AUTO_UPGRADE' as const,
    },
  };
}
