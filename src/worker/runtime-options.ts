import {
  DefaultLogger,
  type LogLevel,
  makeTelemetryFilterString,
  type RuntimeOptions,
} from '@temporalio/worker';
import type { Logger } from 'pino';
import { BEAT_MS } from '../temporal/worker-polls.ts';
import type { MetricsAddress } from './metrics-address.ts';
import { STEP_DURATION, STEP_SECONDS } from './observe-steps.ts';

const PINO: Record<LogLevel, 'trace' | 'debug' | 'info' | 'warn' | 'error'> = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
};

/**
 * Sends the log lines of the SDK into the same log.
 *
 * @param metrics where to serve the metrics of the worker, under `/metrics`, if anywhere
 */
export function runtimeOptions(log: Logger, metrics?: MetricsAddress): RuntimeOptions {
  return {
    workerHeartbeatInterval: BEAT_MS,
    logger: new DefaultLogger('INFO', ({ level, message, meta }) =>
      log[PINO[level]]({ ...meta }, message),
    ),
    telemetryOptions: {
      logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }) },
      ...(metrics && { metrics: { prometheus: prometheusOf(metrics) } }),
    },
  };
}

function prometheusOf({ host, port }: MetricsAddress) {
  return {
    bindAddress: host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`,
    // Names and units by the conventions of Prometheus.
    countersTotalSuffix: true,
    unitSuffix: true,
    useSecondsForDurations: true,
    histogramBucketOverrides: { [STEP_DURATION]: STEP_SECONDS },
  };
}
