import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { answers } from '../program/ports.ts';

/** Temporal forgets closed runs after this long: 30 days, where a dev server has one. */
const RETENTION_MS = 30 * 24 * 60 * 60 * 1000;

/** The server that is waited for. */
export interface StartingServer {
  readonly host: string;
  readonly port: number;
  readonly namespace: string;
  /** Fires when waiting is of no use any more; the reason is thrown. */
  readonly signal: AbortSignal;
}

/** Waits until the server serves the namespace, and has it keep closed runs for 30 days. */
export async function makeReady(server: StartingServer): Promise<void> {
  const { host, port, namespace, signal } = server;
  // A gRPC channel that was refused once waits a second before it tries again.
  await until(signal, async () => await answers(port, host));
  const connection = await Connection.connect({ address: `${host}:${port}` });
  try {
    await until(signal, async () => await keepRuns(connection, namespace));
  } finally {
    await connection.close();
  }
}

async function until(signal: AbortSignal, isDone: () => Promise<boolean>): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    if (await isDone()) return;
    await sleep(20);
  }
}

/** Whether it could: the namespace appears a moment after the port. */
async function keepRuns(connection: Connection, namespace: string): Promise<boolean> {
  const workflowExecutionRetentionTtl = msToTs(RETENTION_MS);
  return await connection.workflowService
    .updateNamespace({ namespace, config: { workflowExecutionRetentionTtl } })
    .then(
      () => true,
      () => false,
    );
}
