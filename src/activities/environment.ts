import type { EnvironmentState, Entry, Left, Ticket } from '../domain/environment.ts';

/** The environments as a worker reaches them. `src/temporal/environment-lock.ts` implements it. */
export interface Environments {
  /** Takes the lock or a place in the queue. Asking twice changes nothing. */
  enter(service: string, environment: string, ticket: Ticket): Promise<Entry>;
  /** Gives up the lock or the place, and says what is live now. Doing it twice changes nothing. */
  leave(service: string, environment: string, left: Left): Promise<void>;
  /** All that is known there; `undefined` if nothing was ever deployed. */
  state(service: string, environment: string): Promise<EnvironmentState | undefined>;
  /** Tells the releases that wait for it that something else may be live, or hold it. */
  tellWaiting(service: string, environment: string): Promise<void>;
  /** Whether this run of a release has not ended. */
  isRunning(ticket: Ticket): Promise<boolean>;
}

interface Place {
  readonly service: string;
  readonly environment: string;
}

/** The activities around an environment's lock. Each may be repeated. */
export function createEnvironmentActivities(environments: Environments) {
  return {
    async enterEnvironment({ service, environment, ticket }: Place & { ticket: Ticket }) {
      const entry = await environments.enter(service, environment, ticket);
      return { environment, ...entry };
    },
    async leaveEnvironment({ service, environment, ...left }: Place & Left) {
      await environments.leave(service, environment, left);
      return { environment };
    },
    async tellWaiting({ service, environment }: Place) {
      await environments.tellWaiting(service, environment);
      return { environment };
    },
    async holderRuns(ticket: Ticket): Promise<{ running: boolean }> {
      return { running: await environments.isRunning(ticket) };
    },
  };
}
