import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { registerSearchAttributes } from '../../src/temporal/register.ts';
import { startRelease } from '../../src/temporal/start-release.ts';
import { startApi } from '../stage/slipway.ts';
import type { Stage } from '../stage.ts';

/** How many releases are started at once. */
const AT_ONCE = 40;

/** An API over a namespace of its own. */
export interface Dashboard {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * A namespace with releases that have ended, spread over the services, and an API for it. They are
 * started as the API does, and terminated at once: nobody serves their queue. In a list they are
 * what any release that has ended is.
 */
export async function openDashboard(
  stage: Stage,
  namespace: string,
  releases: number,
): Promise<Dashboard> {
  const connection = await Connection.connect({ address: `127.0.0.1:${stage.temporal.port}` });
  try {
    await fill(await openNamespace(connection, namespace), releases);
  } finally {
    await connection.close();
  }
  const apiPort = await stage.freePort();
  const api = await startApi({ ...stage.slipway, apiPort, namespace });
  return { url: `http://127.0.0.1:${apiPort}`, stop: api.stop };
}

const SERVICES = ['automatic', 'approval', 'light'];

async function fill(client: Client, releases: number): Promise<void> {
  let left = releases;
  const starter = async () => {
    while (left > 0) {
      left -= 1;
      await endedRelease(client, SERVICES[left % SERVICES.length] ?? '');
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, starter));
  await listed(client, releases);
}

async function openNamespace(connection: Connection, namespace: string): Promise<Client> {
  const workflowExecutionRetentionPeriod = msToTs(86_400_000);
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod,
  });
  const client = new Client({ connection, namespace });
  // It is known everywhere a moment after it was made.
  await until(async () => {
    await registerSearchAttributes(connection, namespace);
    await endedRelease(client, 'light');
  });
  return client;
}

async function endedRelease(client: Client, service: string): Promise<void> {
  const { id } = await startRelease(client, {
    service,
    commit: randomBytes(20).toString('hex'),
    author: { name: 'Bench', email: 'bench@example.com' },
    subject: 'Say hello',
    startedBy: 'bench',
    voteKey: '',
    mode: 'approval',
    notifies: false,
    urlOf: (of) => `http://bench/${of}`,
  });
  await client.workflow.getHandle(id).terminate();
}

/** Until the lists have them, which is a moment after they have ended. */
async function listed(client: Client, releases: number): Promise<void> {
  await until(async () => {
    const { count } = await client.workflow.count('ExecutionStatus = "Terminated"');
    if (count < releases) throw new Error(`${count} of ${releases} releases are listed.`);
  });
}

async function until(work: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === 300) throw error;
      await pause(100);
    }
  }
}
