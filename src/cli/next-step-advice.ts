import type { ProblemBody } from '../client/answer.ts';
import type { ErrorCode } from '../domain/errors.ts';

/** What to do next where the API's own words are about HTTP. */
const ADVICE: Partial<Record<ErrorCode, string>> = {
  UNAUTHENTICATED: 'Set SLIPWAY_TOKEN, or SLIPWAY_TOKEN_FILE, to a token that is configured.',
  USERS_ONLY: 'Set SLIPWAY_TOKEN to the token of a person, not of a service.',
  SERVICE_NOT_FOUND: 'Name a service of slipway.yaml; `slipway status` lists them.',
  ENVIRONMENT_NOT_FOUND: 'Name an environment of the service; `slipway status` lists them.',
  RELEASE_NOT_FOUND: '`slipway list` shows the releases that are known.',
  LOG_NOT_FOUND: 'Name a step that has begun; `slipway follow` shows them.',
  APPROVAL_REQUEST_CHANGED: 'Look what is asked now by `slipway why`, then vote again.',
  COMMENT_REQUIRED: 'Say why by --comment.',
  NOTHING_TO_ACT_ON: '`slipway why` tells what the release waits for, and what can be decided.',
  CHOICE_UNAVAILABLE: '`slipway respond` without a choice shows those that there are.',
  ROLLBACK_IMPOSSIBLE:
    'Name by --to a verified release that was live there, or release a new commit.',
};

/** What to do about a problem, in terms of this command line. */
export function nextStepAdvice({ code, next }: Pick<ProblemBody, 'code' | 'next'>): string {
  return ADVICE[code as ErrorCode] ?? next;
}
