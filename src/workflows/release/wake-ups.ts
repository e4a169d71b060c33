import { setHandler } from '@temporalio/workflow';
import { parseRolledBack } from '../../domain/environment/messages.ts';
import { recheckSignal, rolledBackSignal, supersededSignal } from '../shared/messages.ts';
import type { RolledBack } from './rolled-back.ts';

/** What others have told this release while it waited. */
export interface WakeUps {
  /** Grows each time that something it waits for may be another. */
  wakeUps(): number;
  /** The newer release that supersedes this one, if it was told. */
  supersededBy(environment: string): string | undefined;
  /** That it was rolled back in one of these environments, if it was. */
  rolledBackIn(environments: readonly string[]): RolledBack | undefined;
  /** Says that it is deployed there again: that it was rolled back before does not count any more. */
  deploysTo(environment: string): void;
}

/** Listens to what changes around this release. Call it before the first `await`. */
export function handleWakeUps(): WakeUps {
  let wakeUps = 0;
  const successors = new Map<string, string>();
  const rolledBack = new Map<string, RolledBack>();
  setHandler(
    recheckSignal,
    () => {
      wakeUps += 1;
    },
    { description: 'What it waits for may be another now: {"why":"window"}.' },
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
      const { environment: from, to } = parseRolledBack(payload) ?? {};
      if (from !== undefined && to !== undefined)
        rolledBack.set(from, { kind: 'rolled-back', from, to });
    },
    { description: 'It was rolled back: {"environment":"staging","to":"…"}.' },
  );
  return {
    wakeUps: () => wakeUps,
    supersededBy: (environment) => successors.get(environment),
    rolledBackIn: (environments) => {
      const where = environments.find((environment) => rolledBack.has(environment));
      return where === undefined ? undefined : rolledBack.get(where);
    },
    deploysTo: (environment) => void rolledBack.delete(environment),
  };
}
