import { ApiProblem, type ProblemBody } from '../client/answer.ts';
import { ERRORS, SlipwayError } from '../domain/errors.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { nextStepAdvice } from './next-step-advice.ts';
import { printable } from './printable.ts';

/** Why a command ends early: what happened, and in `next` what to do about it. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly exitCode: ExitCode;
  readonly next: string;

  constructor(exitCode: ExitCode, message: string, next: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
    this.next = next;
  }
}

/** A failure in words, and how the command ends by it. */
export interface Told {
  readonly exitCode: ExitCode;
  readonly lines: readonly string[];
}

/** Tells what any error means to the person at the terminal, in two lines where it is expected. */
export function toldOf(error: unknown): Told {
  if (error instanceof CommandFailure) return told(error.exitCode, error.message, error.next);
  if (error instanceof ApiProblem) return problemTold(printable(error.problem));
  if (error instanceof SlipwayError)
    return told(EXIT.usage, error.message, ERRORS[error.code].next);
  if (isCut(error)) return told(EXIT.unreachable, 'The response was cut off.', AGAIN);
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return told(EXIT.bug, 'unexpected error:', trace);
}

const AGAIN = 'Run the command again, and look first what it did: `slipway why`, `slipway status`.';

/** What `fetch` throws when a connection ends in the middle of a body. */
function isCut(error: unknown): boolean {
  return error instanceof TypeError && error.message === 'terminated';
}

function problemTold(problem: ProblemBody): Told {
  return told(exitOf(problem), `${problem.detail} (${problem.code})`, nextStepAdvice(problem));
}

function told(exitCode: ExitCode, what: string, next: string): Told {
  return { exitCode, lines: [`slipway: ${what}`, next] };
}

function exitOf({ status, code }: ProblemBody): ExitCode {
  if (code === 'INVALID_REQUEST') return EXIT.usage;
  if (code === 'INTERNAL') return EXIT.bug;
  switch (status) {
    case 401:
    case 403:
      return EXIT.forbidden;
    case 404:
      return EXIT.notFound;
    case 503:
      return EXIT.unavailable;
    default:
      return EXIT.refused;
  }
}
