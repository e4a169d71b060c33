import type { Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { type ActivityInterceptors, Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';

export const STEP_DURATION = 'slipway_step_duration';
/** From a verification to a build that takes an hour. */
export const STEP_SECONDS = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600];

/** The activities with a log; the others only decide, or write an audit log. */
const STEPS = new Set(['build', 'test', 'deploy', 'verify', 'watch', 'probe']);

/** As much as every step is told of what it is about. */
interface About {
  readonly releaseId: string;
  readonly service: string;
  readonly environment?: string;
  readonly suite?: { readonly name: string };
}

/** Makes what measures each step that a worker runs, and writes a line of it when it has ended. */
export function observeSteps(log: Logger): (context: Context) => ActivityInterceptors {
  const durations = Runtime.instance().metricMeter.createHistogram(
    STEP_DURATION,
    'float',
    'seconds',
    'How long steps took, by what they did, where, and how they ended.',
  );
  return ({ info }) => ({
    inbound: {
      async execute(input, next) {
        const { activityType: step, attempt } = info;
        if (!STEPS.has(step)) return next(input);
        const { releaseId, service, environment, suite } = input.args[0] as About;
        const startedMs = performance.now();
        const tell = (outcome: string, code?: string) => {
          const durationMs = performance.now() - startedMs;
          const place = environment === undefined ? {} : { environment };
          durations.record(durationMs / 1_000, { service, step, ...place, outcome });
          const about = {
            release: releaseId,
            service,
            step,
            ...place,
            ...(suite && { suite: suite.name }),
            attempt,
            outcome,
            ...(code !== undefined && { code }),
            durationMs: Math.round(durationMs),
          };
          log.info(about, `${step} of ${releaseId} ${outcome}`);
        };
        try {
          const result = await next(input);
          tell(findingIn(result));
          return result;
        } catch (error) {
          if (error instanceof CancelledFailure) tell('cancelled');
          else
            tell('failed', error instanceof ApplicationFailure ? (error.type ?? '') : 'INTERNAL');
          throw error;
        }
      },
    },
  });
}

/** A watch gives back what it found, also when it is bad. */
function findingIn(result: unknown): string {
  const { finding = 'passed' } = (result ?? {}) as { finding?: string };
  return finding;
}
