import type {
  EnvironmentState,
  LockRequest,
  LockResponse,
  UnlockReport,
} from '../domain/environment/environment.ts';

/** The environments as a worker reaches them. `src/temporal/environments.ts` implements it. */
export interface Environments {
  /** Takes the lock or a place in the queue. Asking twice changes nothing. */
  enter(service: string, environment: string, ticket: LockRequest): Promise<LockResponse>;
  /** Gives up the lock or the place, and says what is live now. Doing it twice changes nothing. */
  leave(service: string, environment: string, left: UnlockReport): Promise<void>;
  /** The state of the environment; `undefined` if nothing was ever deployed. */
  state(service: string, environment: string): Promise<EnvironmentState | undefined>;
  /** Tells the releases whose question is about what is live there that it may be another now. */
  recheckWaiting(service: string, environment: string): Promise<void>;
  /** Whether this run of a release has not ended. */
  isRunning(ticket: LockRequest): Promise<boolean>;
}

interface EnvironmentRef {
  readonly service: string;
  readonly environment: string;
}

/** May be repeated: who has a place already keeps it. */
export function createRequestLock(environments: Pick<Environments, 'enter'>) {
  return async function requestLock({
    service,
    environment,
    ticket,
  }: EnvironmentRef & { readonly ticket: LockRequest }): Promise<
    LockResponse & { readonly environment: string }
  > {
    const entry = await environments.enter(service, environment, ticket);
    return { environment, ...entry };
  };
}

/** May be repeated. */
export function createUnlock(environments: Pick<Environments, 'leave'>) {
  return async function unlock({
    service,
    environment,
    ...left
  }: EnvironmentRef & UnlockReport): Promise<{ readonly environment: string }> {
    await environments.leave(service, environment, left);
    return { environment };
  };
}

/** May be repeated. */
export function createRecheckWaiting(environments: Pick<Environments, 'recheckWaiting'>) {
  return async function recheckWaiting({ service, environment }: EnvironmentRef) {
    await environments.recheckWaiting(service, environment);
    return { environment };
  };
}

/** Only reads; may be repeated. */
export function createIsHolderRunning(environments: Pick<Environments, 'isRunning'>) {
  return async function isHolderRunning(
    ticket: LockRequest,
  ): Promise<{ readonly running: boolean }> {
    return { running: await environments.isRunning(ticket) };
  };
}
