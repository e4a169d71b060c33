import { availableParallelism, hostname } from 'node:os';
import { Client } from '@temporalio/client';
import {
  type ActivityInterceptorsFactory,
  type NativeConnection,
  Worker,
  type WorkflowBundleOption,
} from '@temporalio/worker';
import type { Logger } from 'pino';
import { type Activities, createActivities } from '../activities/index.ts';
import { onlyForSchedulers } from '../activities/schedulers.ts';
import { calendarsOf } from '../config/calendars-of.ts';
import { isEligible } from '../config/eligible.ts';
import type { Secret } from '../config/secret.ts';
import type { Configuration } from '../config/slipway-file.ts';
import { readPipeline } from '../config/pipeline-file.ts';
import { workerIdentity } from '../domain/worker-signs.ts';
import { evaluate } from '../policy/condition.ts';
import { createWorkspaces } from '../run/workspace.ts';
import { createSource } from '../source/source.ts';
import { createFolderStore } from '../store/folder.ts';
import { existingSigningKey, publishedVoteKey } from '../store/signing-key.ts';
import { createEnvironments } from '../temporal/environment-lock.ts';
import { readStory } from '../temporal/history.ts';
import { createOutboxes } from '../temporal/outboxes.ts';
import { createReleaseHistories } from '../temporal/release-histories.ts';
import { TASK_QUEUE } from '../temporal/task-queue.ts';
import { createWaitingReleases } from '../temporal/waiting-releases.ts';
import { observeSteps } from './observe-steps.ts';
import { createOutboxWorker } from './outbox-worker.ts';
import { type Running, together } from './together.ts';
import { createWatchWorker } from './watch-worker.ts';

export interface WorkerParts {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly workflowBundle: WorkflowBundleOption;
  /** The configuration of now. */
  configuration(): Configuration;
  /** Where mirrors and workspaces live. */
  readonly varFolder: string;
  /** The environment of this process: PATH, what git needs, and the secrets by name. */
  readonly env: Readonly<Record<string, string | undefined>>;
  secretOf(name: string): string | undefined;
  /** The PEM by which records are signed. Absent: that in the store, if there is one. */
  readonly signingKey?: Secret | undefined;
  /** The version of this worker, where Temporal chooses between versions. */
  readonly buildId?: string | undefined;
  readonly log: Logger;
}

/**
 * Makes a worker that takes releases all the way, and tells others of them. It ends what an earlier
 * worker left behind.
 */
export async function createWorker(parts: WorkerParts): Promise<Running> {
  const { connection, namespace, configuration, secretOf } = parts;
  const client = new Client({ connection, namespace });
  const outboxWorker = createOutboxWorker(
    { connection, namespace },
    {
      histories: createReleaseHistories(client),
      recipientsOf: (service) => configuration().services[service]?.notify ?? [],
      secretOf,
    },
  );
  const activities = onlyForSchedulers(await activitiesOf(parts, client));
  const observing = observeSteps(parts.log);
  const watchWorker = createWatchWorker({ connection, namespace }, activities, observing);
  const releaseWorker = createReleaseWorker(parts, activities, observing);
  return together(await Promise.all([releaseWorker, watchWorker, outboxWorker]));
}

async function activitiesOf(parts: WorkerParts, client: Client): Promise<Activities> {
  const { configuration, varFolder, env } = parts;
  // A change of the store needs a restart.
  const { storeFolder } = configuration();
  const store = createFolderStore(storeFolder);
  const workspaces = createWorkspaces(`${varFolder}/workspaces`);
  await workspaces.sweep();
  return createActivities({
    source: createSource({ root: `${varFolder}/mirrors`, env }),
    store,
    workspaces,
    environments: createEnvironments(client),
    waiting: createWaitingReleases(client),
    outboxes: createOutboxes(client),
    serviceOf: (name) => configuration().services[name],
    calendarsOf: (service, environment) => calendarsOf(configuration(), service, environment),
    voteKey: () => publishedVoteKey(storeFolder),
    signingKey: async () =>
      parts.signingKey?.reveal() ?? existingSigningKey(`${storeFolder}/keys/votes.pem`),
    storyOf: (releaseId) => readStory(client, releaseId),
    evaluate,
    eligible: async (question) => {
      const signedIn = await store.person(question.name);
      return isEligible(configuration(), { ...question, signedIn });
    },
    readPipeline,
    secretOf: parts.secretOf,
    path: env['PATH'] ?? '/usr/bin:/bin',
  });
}

async function createReleaseWorker(
  { connection, namespace, workflowBundle, buildId }: WorkerParts,
  activities: Activities,
  observing: ActivityInterceptorsFactory,
): Promise<Worker> {
  return Worker.create({
    connection,
    namespace,
    taskQueue: TASK_QUEUE,
    identity: workerIdentity(hostname(), process.pid),
    workflowBundle,
    ...(buildId !== undefined && versioned(buildId)),
    interceptors: { activity: [observing] },
    // Watches of before were begun on this queue, so it serves them too.
    activities,
    // Builds and tests are heavy; what only waits does not hold a slot.
    maxConcurrentActivityTaskExecutions: Math.max(4, availableParallelism()),
    // After a restart nobody serves the queue of the old process: do not wait for it for 10 s. An
    // approval waits for two of them, of the release and of its environment. A worker that lives
    // but is busy for longer loses nothing but a replay.
    stickyQueueScheduleToStartTimeout: '250 ms',
    shutdownGraceTime: '2 s',
    shutdownForceTime: '30 s',
  });
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
