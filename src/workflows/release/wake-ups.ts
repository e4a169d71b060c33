import { setHandler } from '@temporalio/workflow';
import { parseRolledBack } from '../../domain/environment/messages.ts';
import { recheckSignal, rolledBackSignal, supersededSignal } from '../shared/messages.ts';

/** The signals by which others tell this release about a change. */
export interface WakeUps {
  /** How often the release was told that something it waits for may have changed. */
  wakeUps(): number;
  /** The newer release that supersedes this one there, if one does. */
  supersededBy(environment: string): string | undefined;
  /** The first of these environments that was rolled back from this release, and to which release. */
  rollbackOf(environments: readonly string[]): EnvironmentRollback | undefined;
  /** Forgets an earlier rollback, because this release is deployed there again. */
  deploysTo(environment: string): void;
}

export interface EnvironmentRollback {
  readonly environment: string;
  /** The release that was deployed again. */
  readonly to: string;
}

/** Handles the signals about changes around this release. Call it before the first `await`. */
export function handleWakeUps(): WakeUps {
  let wakeUps = 0;
  const successors = new Map<string, string>();
  const rollbacks = new Map<string, string>();
  setHandler(
    recheckSignal,
    () => {
      wakeUps += 1;
    },
    { description: 'Something that the release waits for may have changed: {"why":"window"}.' },
  );
  setHandler(
    supersededSignal,
    (payload: unknown) => {
      const { by, environment } = (payload ?? {}) as Record<string, unknown>;
      if (typeof by === 'string' && typeof environment === 'string')
        successors.set(environment, by);
    },
    { description: 'A newer release supersedes this one: {"by":"…","environment":"…"}.' },
  );
  setHandler(
    rolledBackSignal,
    (payload: unknown) => {
      const rollback = parseRolledBack(payload);
      if (rollback) rollbacks.set(rollback.environment, rollback.to);
    },
    {
      description:
        'An environment was rolled back from this release: {"environment":"staging","to":"…"}.',
    },
  );
  return {
    wakeUps: () => wakeUps,
    supersededBy: (environment) => successors.get(environment),
    rollbackOf: (environments) => {
      const [first] = environments.flatMap((environment) => {
        const to = rollbacks.get(environment);
        return to === undefined ? [] : [{ environment, to }];
      });
      return first;
    },
    deploysTo: (environment) => void rollbacks.delete(environment),
  };
}
