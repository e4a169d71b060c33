import type { ProblemBody } from '../client/answer.ts';
import type { ErrorCode } from '../domain/errors.ts';

/** What to do next where the API's own words are about HTTP. */
const ADVICE: Partial<Record<ErrorCode, string>> = {
  UNAUTHENTICATED: 'Set SLIPWAY_TOKEN or SLIPWAY_TOKEN_FILE to a valid token.',
  USERS_ONLY: "Set SLIPWAY_TOKEN to a user's token; service accounts cannot do this.",
  SERVICE_NOT_FOUND: 'Use a service that `slipway status` lists.',
  ENVIRONMENT_NOT_FOUND: 'Name an environment of the service; `slipway status` lists them.',
  RELEASE_NOT_FOUND: 'Run `slipway list` to see all releases.',
  LOG_NOT_FOUND: 'Use a step that has started; `slipway follow` shows them.',
  APPROVAL_REQUEST_CHANGED: 'Run `slipway why` to see the current request, then vote again.',
  COMMENT_REQUIRED: 'Add a reason with --comment.',
  NOTHING_TO_ACT_ON: 'Run `slipway why` to see what the release is waiting for.',
  CHOICE_UNAVAILABLE: 'Run `slipway respond` without a choice to see the choices.',
  ROLLBACK_IMPOSSIBLE: 'Choose a verified release with --to, or start a release of a new commit.',
};

/** What to do about a problem, in terms of this command line. */
export function nextStepAdvice({ code, next }: Pick<ProblemBody, 'code' | 'next'>): string {
  return ADVICE[code as ErrorCode] ?? next;
}
