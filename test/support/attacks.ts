import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client';
import { TASK_QUEUES } from '../../src/workflows/shared/task-queues.ts';
import type { Playground } from './playground.ts';

/** What a page of somebody else makes a browser send, to whatever listens on this machine. */
export interface Attack {
  readonly path: string;
  readonly body: string;
  readonly contentType: string;
}

/** The id of every run that an attack would start. */
const EVIL = 'evil';

/** An order to run a command on this machine, as the activity `deploy` takes it. */
export function evilDeploy({ folder, releaseId }: Playground, digest: string) {
  return {
    releaseId,
    service: 'hello',
    environment: 'staging',
    commit: 'a'.repeat(40),
    digest,
    secrets: ['HOME'],
    target: { kind: 'command', deploy: `touch '${markerIn(folder)}'`, timeoutMs: 10_000 },
  } as const;
}

const markerIn = (folder: string) => join(folder, 'var/evil-was-here');

/** Everything that Temporal, its UI, the API and the pages would do, for any of their ports. */
export async function attacksOn(playground: Playground): Promise<readonly Attack[]> {
  const { releaseId } = playground;
  const data = base64(evilDeploy(playground, await digestOf(playground)));
  const payloads = [{ metadata: { encoding: btoa('json/plain') }, data }];
  const scheduled = {
    taskQueue: { name: TASK_QUEUES.deploy },
    input: { payloads },
    requestId: EVIL,
  };
  const timeouts = { startToCloseTimeout: '20s', scheduleToCloseTimeout: '60s' };
  const temporal = '/api/v1/namespaces/default';
  const paths: Readonly<Record<string, unknown>> = {
    [`${temporal}/activities/${EVIL}`]: {
      ...scheduled,
      ...timeouts,
      activityType: { name: 'deploy' },
    },
    [`${temporal}/workflows/${EVIL}`]: {
      ...scheduled,
      taskQueue: { name: TASK_QUEUES.releases },
      workflowType: { name: 'release' },
    },
    [`${temporal}/workflows/${releaseId}/cancel`]: {},
    [`${temporal}/workflows/${releaseId}/terminate`]: {},
    '/releases': { service: 'hello', ref: 'main' },
    [`/releases/${releaseId}/cancel`]: {},
  };
  const asJson = Object.entries(paths).flatMap(([path, body]) =>
    ['text/plain', 'application/json'].map((contentType) => ({
      path,
      body: JSON.stringify(body),
      contentType,
    })),
  );
  const contentType = 'application/x-www-form-urlencoded';
  return [
    ...asJson,
    { path: `/ui/releases/${releaseId}/cancel`, body: 'reason=evil', contentType },
  ];
}

/** What a page would like to read of them. */
export const SPIED: readonly string[] = [
  '/',
  '/metrics',
  '/docs',
  '/openapi.json',
  '/health/live',
  '/health/ready',
  '/healthz',
  '/services',
  '/releases',
  '/ui/start',
  '/api/v1/namespaces',
  '/api/v1/settings',
  '/api/v1/namespaces/default/workflows',
];

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');

async function digestOf({ apiUrl, releaseId }: Playground): Promise<string> {
  const answer = await fetch(`${apiUrl}/releases/${releaseId}`);
  return ((await answer.json()) as { artifact: { digest: string } }).artifact.digest;
}

/** What has come of attacks: nothing, if all is as it was. */
export async function harmDone(playground: Playground): Promise<readonly string[]> {
  const { apiUrl, releaseId, folder, temporalAddress } = playground;
  const releases = (await (await fetch(`${apiUrl}/releases`)).json()) as {
    releases: ReadonlyArray<{ id: string; phase: string }>;
  };
  const phases = releases.releases.map(({ id, phase }) => `${id} ${phase}`);
  return [
    ...(existsSync(markerIn(folder)) ? ['a command has run'] : []),
    ...((await isStarted(temporalAddress)) ? ['a workflow was started'] : []),
    ...phases.filter((phase) => phase !== `${releaseId} awaiting-approval`),
    ...(phases.length === 0 ? ['the release is gone'] : []),
  ];
}

async function isStarted(address: string): Promise<boolean> {
  const connection = await Connection.connect({ address });
  try {
    await new Client({ connection }).workflow.getHandle(EVIL).describe();
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  } finally {
    await connection.close();
  }
}
