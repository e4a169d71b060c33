import { rolledBackTo } from '../domain/environment/rollback.ts';
import { type SoakState, soakState } from '../domain/environment/soak.ts';
import type { Environments } from './environment.ts';

export interface SoakQuestion {
  readonly service: string;
  /** The environment that is to be entered. */
  readonly environment: string;
  /** Where the release soaks. */
  readonly previous: string;
  readonly releaseId: string;
  readonly soakMs: number;
}

export interface SoakAnswer extends SoakState {
  readonly environment: string;
  readonly previous: string;
}

/** Looks how long a release has been good where it soaks. Only reads; may be repeated. */
export function createCheckSoak(environments: Pick<Environments, 'state'>) {
  return async function checkSoak(question: SoakQuestion): Promise<SoakAnswer> {
    const { service, environment, previous, releaseId, soakMs } = question;
    const state = await environments.state(service, previous);
    return { environment, previous, ...soakState(state ?? { history: [] }, releaseId, soakMs) };
  };
}

export interface LiveAnswer {
  readonly live: boolean;
  /** The release that is live there instead, if there is one. */
  readonly replacedBy?: string;
  /** What was brought back when it was rolled back, if it was. */
  readonly wentBackTo?: string;
}

/** Looks whether a release is live in an environment. Only reads; may be repeated. */
export function createCheckLive(environments: Pick<Environments, 'state'>) {
  return async function checkLive(question: {
    readonly service: string;
    readonly environment: string;
    readonly releaseId: string;
  }): Promise<LiveAnswer> {
    const { service, environment, releaseId } = question;
    const state = await environments.state(service, environment);
    const now = state?.live?.releaseId;
    if (!state || now === undefined) return { live: false };
    if (now === releaseId) return { live: true };
    const back = rolledBackTo(state, releaseId);
    return { live: false, replacedBy: now, ...(back !== undefined && { wentBackTo: back }) };
  };
}
