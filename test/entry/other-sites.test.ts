import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ApplicationFailure, Client, Connection, WorkflowFailedError } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TASK_QUEUES } from '../../src/workflows/shared/task-queues.ts';
import { type Attack, attacksOn, evilDeploy, harmDone, SPIED } from '../support/attacks.ts';
import { type Listener, listenersOf } from '../support/listeners.ts';
import { type Playground, startPlayground } from '../support/playground.ts';

describe.runIf(existsSync('/proc/net/tcp'))('A machine on which `npm start` runs', () => {
  let playground: Playground;
  /** Those at addresses that a page can know. */
  let known: readonly Listener[];
  let hidden: readonly Listener[];
  beforeAll(async () => {
    playground = await startPlayground();
    const listeners = listenersOf(playground.folder);
    known = listeners.filter(({ host }) => host === '127.0.0.1');
    hidden = listeners.filter(({ host }) => host !== '127.0.0.1');
  });
  afterAll(async () => {
    await playground?.stop();
  });

  test("listens on itself only, and hides Temporal's UI and the metrics of the worker", () => {
    expect(hidden.map(nameOf).toSorted()).toEqual(['slipway', 'temporal']);
    for (const { host } of hidden) expect(host).toMatch(/^127\.[1-9]\d*\.[1-9]\d*\.[1-9]\d*$/);
    expect(new Set(known.map(nameOf))).toEqual(new Set(['slipway', 'temporal', 'hello']));
  });

  test('shows a page that points its own name there nothing but its health, on any port', async () => {
    const told = known.map(async ({ port, ...listener }) => {
      const asked = SPIED.map(async (path) => {
        const status = await curl(port, path, headersOf(`evil.test:${port}`));
        return status.startsWith('2') ? [`${nameOf({ port, ...listener })} ${path}`] : [];
      });
      return (await Promise.all(asked)).flat();
    });
    expect((await Promise.all(told)).flat().toSorted()).toEqual([
      // The example says hello to everybody.
      'hello /',
      'hello /healthz',
      // What is in the reference is in the repository; the rest is yes or no.
      'slipway /docs',
      'slipway /health/live',
      'slipway /health/ready',
      'slipway /openapi.json',
      // How often Temporal did what: no input, no result.
      'temporal /metrics',
    ]);
  });

  // gRPC is there too: it begins with a preface of HTTP/2, which browsers send over TLS only.
  test('does not respond to HTTP/1.1 on the port where workers reach Temporal', async () => {
    const port = Number(playground.temporalAddress.split(':')[1]);
    expect(known.map((listener) => listener.port)).toContain(port);
    expect(await curl(port, '/', [])).toBe('000');
  });

  test.each<[string, (port: number) => readonly string[]]>([
    [
      'a page that points its own name there (DNS rebinding)',
      (port) => [...headersOf(`evil.test:${port}`), `Origin: http://evil.test:${port}`],
    ],
    ['a page of another site', () => ['Origin: http://evil.test', 'Sec-Fetch-Site: cross-site']],
    [
      'a page of another port of this machine',
      () => ['Origin: http://127.0.0.1:4001', 'Sec-Fetch-Site: same-site'],
    ],
    ['a page in an older browser', () => ['Origin: http://evil.test']],
  ])('does nothing that %s asks for, on any port', async (_, headersFor) => {
    const attacks = await attacksOn(playground);
    const sent = known.flatMap(({ port }) =>
      attacks.map(async ({ path, ...attack }) => {
        const status = await curl(port, path, headersFor(port), attack);
        return status.startsWith('2') ? [`${port}${path}`] : [];
      }),
    );
    expect((await Promise.all(sent)).flat()).toEqual([]);
    expect(await harmDone(playground)).toEqual([]);
  });

  test('runs no activity for a workflow type of others', async () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const args = [evilDeploy(playground, digest), TASK_QUEUES.deploy];
    const error = await runOther(playground.temporalAddress, args).catch((failure) => failure);
    expect(error).toBeInstanceOf(WorkflowFailedError);
    const refusal = (error as WorkflowFailedError).cause?.cause as ApplicationFailure;
    expect(refusal.type).toBe('ACTIVITY_REFUSED');
    expect(refusal.message).toBe(
      'deploy was scheduled by a workflow of the type other; only release and rollback may do that.',
    );
  });
});

/** Whose port it is. */
function nameOf({ words }: Listener): string {
  if (words.includes('server start-dev')) return 'temporal';
  if (words.includes('/server.mjs')) return 'hello';
  return words.includes('/start.mjs') ? 'slipway' : words;
}

const headersOf = (host: string) => [`Host: ${host}`];

/** The status that is answered; `000` where that is no HTTP. */
async function curl(
  port: number,
  path: string,
  headers: readonly string[],
  attack?: Omit<Attack, 'path'>,
): Promise<string> {
  const body = attack && ['--data', attack.body, '-H', `Content-Type: ${attack.contentType}`];
  const quiet = ['--silent', '--max-time', '20', '--http1.1', '--output', '/dev/null'];
  const args = [...quiet, '--write-out', '%{http_code}', ...headers.flatMap((one) => ['-H', one])];
  const run = promisify(execFile)('curl', [
    ...args,
    ...(body ?? []),
    `http://127.0.0.1:${port}${path}`,
  ]);
  // It fails where the answer is no HTTP, and says the status all the same.
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  return stdout;
}

/** Runs a workflow type of somebody else, on a worker of theirs. */
async function runOther(address: string, args: unknown[]): Promise<unknown> {
  const connection = await NativeConnection.connect({ address });
  const clientConnection = await Connection.connect({ address });
  try {
    const taskQueue = 'other';
    const workflowsPath = fileURLToPath(new URL('../support/other-workflow.ts', import.meta.url));
    const worker = await Worker.create({ connection, taskQueue, workflowsPath });
    const { workflow } = new Client({ connection: clientConnection });
    const start = { taskQueue, args, workflowId: 'other' };
    return await worker.runUntil(workflow.execute('other', start));
  } finally {
    await clientConnection.close();
    await connection.close();
  }
}
