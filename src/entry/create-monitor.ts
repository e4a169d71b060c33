import type { Logger } from 'pino';
import type { AppDependencies } from '../api/app.ts';
import { createMetrics } from '../metrics/metrics.ts';
import { tellOfRequests } from './tell-of-requests.ts';

interface MonitorParts extends Pick<
  AppDependencies,
  'engine' | 'services' | 'configurationProblem'
> {
  /** The metrics of the worker in this process, if there is one. */
  workerMetrics?(): Promise<string>;
  readonly log: Logger;
}

/** What operators see of an API: its metrics, and a line in the log for each request. */
export function createMonitor(
  parts: MonitorParts,
): Pick<AppDependencies, 'observe' | 'metrics' | 'logError'> {
  const { engine, services, configurationProblem, workerMetrics, log } = parts;
  const metrics = createMetrics({
    countReleases: () => engine.countReleases(services()),
    health: engine.health,
    configurationProblem,
    ...(workerMetrics && { worker: workerMetrics }),
  });
  const tell = tellOfRequests(log);
  return {
    observe(request) {
      metrics.observe(request);
      tell(request);
    },
    metrics: metrics.text,
    logError: (error, requestId) =>
      log.error({ err: error, requestId }, 'Request failed unexpectedly'),
  };
}
