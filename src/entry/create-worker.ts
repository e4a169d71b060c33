import { Client } from '@temporalio/client';
import type { NativeConnection, WorkflowBundleOption } from '@temporalio/worker';
import type { Logger } from 'pino';
import { type ActivityGroups, createActivities } from '../activities/index.ts';
import { allOnlyForSchedulers } from '../activities/schedulers.ts';
import type { Configuration } from '../config/configuration.ts';
import { isEligible } from '../config/eligible.ts';
import { readPipeline } from '../config/pipeline-file.ts';
import type { Secret } from '../config/secret.ts';
import { windowsOf } from '../config/windows-of.ts';
import { evaluate } from '../policy/condition.ts';
import { createWorkspaces } from '../run/workspace.ts';
import { createSource } from '../source/source.ts';
import { createDirectoryStore } from '../store/directory/store.ts';
import { existingSigningKey, publishedVoteKey } from '../store/signing-key.ts';
import { createEnvironments } from '../temporal/environments.ts';
import { createOutboxes } from '../temporal/outboxes.ts';
import { createReleaseHistories } from '../temporal/release-histories.ts';
import { createWaitingReleases } from '../temporal/waiting-releases.ts';
import { createWorkers, type Slots } from './create-workers.ts';
import { observeNotifications } from './observe-notifications.ts';
import { observeSteps } from './observe-steps.ts';
import type { Running } from './run-all.ts';

export interface WorkerParts {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly workflowBundle: WorkflowBundleOption;
  /** The configuration of now. */
  configuration(): Configuration;
  /** Where mirrors and workspaces live. */
  readonly dataDirectory: string;
  /** The environment of this process: PATH, what git needs, and the secrets by name. */
  readonly env: Readonly<Record<string, string | undefined>>;
  secretOf(name: string): string | undefined;
  /** The PEM by which records are signed. Absent: that in the store, if there is one. */
  readonly signingKey?: Secret | undefined;
  /** The version of this worker, where Temporal chooses between versions. */
  readonly buildId?: string | undefined;
  readonly slots?: Partial<Slots> | undefined;
  readonly log: Logger;
}

/**
 * Makes a worker that takes releases all the way, and tells others of them. It ends what an earlier
 * worker left behind.
 */
export async function createWorker(parts: WorkerParts): Promise<Running> {
  const { connection, namespace, workflowBundle, buildId, slots, log } = parts;
  const client = new Client({ connection, namespace });
  return createWorkers({
    connection,
    namespace,
    workflowBundle,
    buildId,
    slots,
    activities: allOnlyForSchedulers(await activitiesOf(parts, client)),
    interceptors: { activity: [observeSteps(log), observeNotifications()] },
  });
}

async function activitiesOf(parts: WorkerParts, client: Client): Promise<ActivityGroups> {
  const { configuration, dataDirectory, env, secretOf } = parts;
  // A change of the store needs a restart.
  const { storeFolder } = configuration();
  const store = createDirectoryStore(storeFolder);
  const workspaces = createWorkspaces(`${dataDirectory}/workspaces`);
  await workspaces.sweep();
  return createActivities({
    source: createSource({ root: `${dataDirectory}/mirrors`, env }),
    store,
    workspaces,
    environments: createEnvironments(client),
    waiting: createWaitingReleases(client),
    outboxes: createOutboxes(client),
    histories: createReleaseHistories(client),
    serviceOf: (name) => configuration().services[name],
    windowsOf: (service, environment) => windowsOf(configuration(), service, environment),
    recipientsOf: (service) => configuration().services[service]?.notifications ?? [],
    voteKey: () => publishedVoteKey(storeFolder),
    signingKey: async () =>
      parts.signingKey?.reveal() ?? existingSigningKey(`${storeFolder}/keys/votes.pem`),
    evaluate,
    eligible: async (question) => {
      const signedIn = await store.person(question.name);
      return isEligible(configuration(), { ...question, signedIn });
    },
    readPipeline,
    secretOf,
    path: env['PATH'] ?? '/usr/bin:/bin',
  });
}
