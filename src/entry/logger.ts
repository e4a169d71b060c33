import {
  DefaultLogger,
  type LogLevel,
  makeTelemetryFilterString,
  type RuntimeOptions,
} from '@temporalio/worker';
import { type Logger, pino } from 'pino';

/** Makes the JSON log of a program on standard error, where it is in nobody's way. */
export function createLogger(program: string, level: string): Logger {
  return pino({ level, base: { program } }, pino.destination(2));
}

const PINO: Record<LogLevel, 'trace' | 'debug' | 'info' | 'warn' | 'error'> = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
};

/** Sends what the SDK says into the same log, and leaves signals to the program. */
export function runtimeOptions(log: Logger): RuntimeOptions {
  return {
    logger: new DefaultLogger('INFO', ({ level, message, meta }) =>
      log[PINO[level]]({ ...meta }, message),
    ),
    telemetryOptions: {
      logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }) },
    },
  };
}
