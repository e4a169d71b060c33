import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  condition,
  isCancellation,
} from '@temporalio/workflow';
import type { Letter } from '../domain/letter.ts';
import {
  arrive,
  awaited,
  dismiss,
  giveUp,
  nextFor,
  type OutboxState,
  patienceMs,
} from '../domain/outbox.ts';
import type { Problem } from '../domain/release.ts';
import { codeOfType } from '../domain/errors.ts';
import { delivery } from './activities.ts';

export interface Couriers {
  /** Sends one out to each recipient for whom something waits, and who has none on the way. */
  sendOut(): void;
  areIdle(): boolean;
  /** Stops all of them. What they carry waits again. */
  recall(): Promise<void>;
}

interface Desk {
  state(): OutboxState;
  become(next: OutboxState): void;
}

/** Carries letters: those to one recipient one after another, and each recipient by itself. */
export function createCouriers({ state, become }: Desk): Couriers {
  const underway = new Set<string>();
  const scope = new CancellationScope();

  async function carry(recipient: string): Promise<void> {
    for (;;) {
      const letter = nextFor(state(), recipient);
      if (!letter || scope.consideredCancelled) return;
      const problem = await bring(letter);
      if (problem === 'recalled') return;
      if (!problem) become(arrive(state(), letter.id, Date.now()));
      else if (problem.code === 'RECIPIENT_GONE')
        become(dismiss(state(), recipient, problem, Date.now()));
      else become(giveUp(state(), letter.id, problem, Date.now()));
    }
  }

  async function bring(letter: Letter): Promise<Problem | 'recalled' | undefined> {
    const { service } = state();
    try {
      const { deliver } = delivery(letter, patienceMs(letter, Date.now()));
      await deliver({ service, letter });
      return undefined;
    } catch (error) {
      return isCancellation(error) ? 'recalled' : problemOf(error, letter);
    }
  }

  return {
    sendOut() {
      for (const recipient of awaited(state())) {
        if (underway.has(recipient)) continue;
        underway.add(recipient);
        void scope.run(() => carry(recipient)).finally(() => underway.delete(recipient));
      }
    },
    areIdle: () => underway.size === 0,
    async recall() {
      scope.cancel();
      await condition(() => underway.size === 0);
    },
  };
}

/** Why it has not arrived: as the last attempt said. */
function problemOf(error: unknown, { recipient }: Letter): Problem {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (!(cause instanceof ApplicationFailure))
    return { code: 'DELIVERY_FAILED', message: `${recipient} took too long.` };
  return { code: codeOfType(cause.type), message: cause.message };
}
