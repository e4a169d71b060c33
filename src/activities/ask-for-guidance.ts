import { randomUUID } from 'node:crypto';
import { rollbackRelease } from '../domain/environment/rollback.ts';
import type { Problem } from '../domain/problem.ts';
import {
  availableChoices,
  type FailedStage,
  type GuidanceRequest,
} from '../domain/release/guidance.ts';
import type { Environments } from './environment.ts';

export interface AskForGuidanceInput {
  readonly service: string;
  readonly environment: string;
  readonly releaseId: string;
  readonly failedStage: FailedStage;
  readonly problem: Problem;
  readonly isUnknown: boolean;
}

/**
 * Puts the question to people, with what can be chosen as things stand. Only reads; a repetition
 * is another question.
 */
export function createAskForGuidance(environments: Pick<Environments, 'state'>) {
  return async function askForGuidance(request: AskForGuidanceInput): Promise<GuidanceRequest> {
    const { service, environment, releaseId, failedStage, problem, isUnknown } = request;
    const state = await environments.state(service, environment);
    const back = rollbackRelease(state, { environment, from: releaseId }).release;
    return {
      id: randomUUID(),
      environment,
      failedStage,
      choices: availableChoices(failedStage, back !== undefined),
      problem,
      isUnknown,
      askedAtMs: Date.now(),
      ...(back && { rollbackTo: back.releaseId }),
    };
  };
}
