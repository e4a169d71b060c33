import { Client } from '@temporalio/client';
import type { NativeConnection, WorkflowBundleOption } from '@temporalio/worker';
import { createActivities } from '../activities/index.ts';
import { allOnlyForSchedulers } from '../activities/schedulers.ts';
import { isEligible } from '../config/eligible.ts';
import { readSecret } from '../config/env.ts';
import { readPipeline } from '../config/pipeline-file.ts';
import { createWorkspaces } from '../run/workspace.ts';
import { existingSigningKey, publishedVoteKey } from '../store/signing-key.ts';
import { createEnvironments } from '../temporal/environments.ts';
import { createOutboxes } from '../temporal/outboxes.ts';
import { recheckOnReload } from '../temporal/recheck-on-reload.ts';
import { createReleaseHistories } from '../temporal/release-histories.ts';
import { createWaitingReleases } from '../temporal/waiting-releases.ts';
import { createWorkers, slotsOf } from '../worker/create-workers.ts';
import { observeNotifications } from '../worker/observe-notifications.ts';
import { observeSteps } from '../worker/observe-steps.ts';
import type { Running } from '../worker/run-all.ts';
import type { Parts } from './create-parts.ts';

export interface WorkerOptions {
  readonly connection: NativeConnection;
  readonly workflowBundle: WorkflowBundleOption;
  /** The version of this worker, where Temporal chooses between versions. */
  readonly buildId?: string | undefined;
}

/** Makes a worker, removes the workspaces of an earlier one, and rechecks waiting releases. */
export async function startWorker(parts: Parts, options: WorkerOptions): Promise<Running> {
  const { env, live, namespace, log } = parts;
  const client = new Client({ connection: options.connection, namespace });
  const worker = await createWorkers({
    ...options,
    namespace,
    slots: slotsOf(env),
    activities: allOnlyForSchedulers(createActivities(await activityParts(parts, client))),
    interceptors: { activity: [observeSteps(log), observeNotifications()] },
  });
  recheckOnReload(live, client, log);
  return worker;
}

async function activityParts(parts: Parts, client: Client) {
  const { env, variables, configuration, store, storeFolder } = parts;
  const workspaces = createWorkspaces(`${env.dataDirectory}/workspaces`);
  await workspaces.sweep();
  const { source, evaluate, windowsOf } = parts;
  return {
    source,
    store,
    workspaces,
    environments: createEnvironments(client),
    waiting: createWaitingReleases(client),
    outboxes: createOutboxes(client),
    histories: createReleaseHistories(client),
    serviceOf: (name: string) => configuration().services[name],
    windowsOf,
    recipientsOf: (service: string) => configuration().services[service]?.notifications ?? [],
    voteKey: () => publishedVoteKey(storeFolder),
    signingKey: async () => env.signingKey?.reveal() ?? existingSigningKey(parts.signingKeyFile),
    evaluate,
    eligible: async (question: Omit<Parameters<typeof isEligible>[1], 'signedIn'>) => {
      const signedIn = await store.person(question.name);
      return isEligible(configuration(), { ...question, signedIn });
    },
    readPipeline,
    secretOf: (name: string) => readSecret(name, variables)?.reveal(),
    path: variables['PATH'] ?? '/usr/bin:/bin',
  };
}
