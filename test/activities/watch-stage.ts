import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ActivityCancellationDetails } from '@temporalio/common';
import { defaultActivityInfo, MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { onTestFinished } from 'vitest';
import { createWatch, type WatchInput } from '../../src/activities/watch.ts';
import type { WatchCheck } from '../../src/domain/plan/pipeline.ts';
import type { WatchResult, WatchState } from '../../src/domain/plan/watch.ts';
import { createWorkspaces } from '../../src/run/workspace.ts';
import { createDirectoryStore } from '../../src/store/directory/store.ts';
import { deploymentOf } from './targets/deployment-of.ts';
import { temporaryFolder } from './targets/stage.ts';

const DEPLOYMENT = deploymentOf(1);

/** A service that answers with this status, and counts; a test may change it. */
interface Service {
  readonly url: string;
  status: number;
  readonly asked: number;
}

/** Serves until the test is over. */
export async function serve(onAsked: (service: Service) => void = () => {}): Promise<Service> {
  const server = createServer((_, response) => {
    service.asked += 1;
    onAsked(service);
    response.writeHead(service.status).end();
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const service = { url, status: 200, asked: 0 };
  return service;
}

export const healthy = (more: Partial<WatchCheck> = {}) =>
  ({
    kind: 'http',
    name: 'healthy',
    path: '/healthz',
    expectStatus: 200,
    retryForMs: 0,
    intervalMs: 30,
    failureThreshold: 3,
    ...more,
  }) as WatchCheck;

export const command = (run: string, more: Partial<WatchCheck> = {}) =>
  ({
    kind: 'run',
    name: 'smoke',
    run,
    timeoutMs: 10_000,
    env: {},
    intervalMs: 30,
    failureThreshold: 3,
    ...more,
  }) as WatchCheck;

interface Run {
  readonly checks: readonly WatchCheck[];
  readonly url?: string;
  readonly forMs?: number;
  /** What an attempt before has said last. */
  readonly before?: unknown;
  /** What it is told when it asks for a checkout. */
  readonly noCheckout?: Error;
}

/** The activity as a worker runs it, with a store and workspaces of its own. */
export function start({ checks, url, forMs = 30_000, before, noCheckout }: Run) {
  const folder = temporaryFolder();
  const store = createDirectoryStore(join(folder, 'store'));
  const checkouts: string[] = [];
  const watch = createWatch({
    store,
    workspaces: createWorkspaces(join(folder, 'workspaces')),
    secretOf: (name) => (name === 'TOKEN' ? 'a-very-long-secret' : undefined),
    path: process.env['PATH'] ?? '',
    source: {
      async checkout({ into }) {
        if (noCheckout) throw noCheckout;
        checkouts.push(into);
        writeFileSync(join(into, 'checked-out'), '');
      },
    },
  });
  const input: WatchInput = {
    ...DEPLOYMENT,
    ...(url !== undefined && { url }),
    repository: '/nowhere/hello',
    checks,
    untilMs: Date.now() + forMs,
    secrets: ['TOKEN'],
  };
  const info = { activityType: 'watch', heartbeatTimeoutMs: 1_000, heartbeatDetails: before };
  // What a test expects is no warning.
  const logger = new DefaultLogger('ERROR');
  const environment = new MockActivityEnvironment({ ...defaultActivityInfo, ...info }, { logger });
  const beats: WatchState[] = [];
  environment.on('heartbeat', (details) => beats.push(details as WatchState));
  const key = { releaseId: DEPLOYMENT.releaseId, step: 'watch-staging', attempt: 1 };
  return {
    result: environment.run<[WatchInput], WatchResult, typeof watch>(watch, input),
    cancel: () => environment.cancel(),
    stopWorker: () =>
      environment.cancel(
        'WORKER_SHUTDOWN',
        new ActivityCancellationDetails({ workerShutdown: true }),
      ),
    beats,
    checkouts,
    log: async () => Buffer.from((await store.readLog(key, 0))?.chunk ?? []).toString(),
  };
}
