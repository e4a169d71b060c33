import {
  DefaultLogger,
  type LogLevel,
  makeTelemetryFilterString,
  type RuntimeOptions,
} from '@temporalio/worker';
import { type DestinationStream, type Logger, pino } from 'pino';
import { BEAT_MS } from '../temporal/worker-polls.ts';
import type { MetricsAddress } from './metrics-address.ts';
import { STEP_DURATION, STEP_SECONDS } from './observe-steps.ts';

/** What waits to be written; what comes on top is left out. */
const MOST_WAITING_BYTES = 1024 * 1024;

/** Makes the JSON log of a program on standard error, where it is in nobody's way. */
export function createLogger(program: string, level: string): Logger {
  return pino({ level, base: { program } }, standardError());
}

/** A log that cannot be written, as on a full disk, ends no program and keeps none from ending. */
function standardError(): DestinationStream {
  let isBroken = false;
  // Before the destination does it by itself: that would try for ever.
  process.on('exit', () => {
    if (isBroken) destination.destroy();
  });
  const destination = pino.destination({ dest: 2, maxLength: MOST_WAITING_BYTES });
  destination.on('error', () => (isBroken = true));
  destination.on('write', () => (isBroken = false));
  return destination;
}

const PINO: Record<LogLevel, 'trace' | 'debug' | 'info' | 'warn' | 'error'> = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
};

/**
 * Sends what the SDK says into the same log, and leaves signals to the program.
 *
 * @param metrics where to serve those of the worker, under `/metrics`, if anywhere
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
    // As Prometheus wants names and units to be.
    countersTotalSuffix: true,
    unitSuffix: true,
    useSecondsForDurations: true,
    histogramBucketOverrides: { [STEP_DURATION]: STEP_SECONDS },
  };
}
