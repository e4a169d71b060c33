import { formatDuration } from '../domain/duration.ts';
import { type ErrorCode, SlipwayError } from '../domain/errors.ts';
import type { CommandResult } from './command.ts';

/** How the failure of a command is told. */
export interface FailureTerms {
  /** The subject of the sentence, such as `The build` or `The suite unit`. */
  readonly what: string;
  /** The code for a command that ended by itself, but not with 0. */
  readonly failedCode: ErrorCode;
  /** The limit that the command had, in milliseconds. */
  readonly timeoutMs: number;
  /** The signal that the command had. */
  readonly signal: AbortSignal;
}

/**
 * Tells what went wrong with a command: the code of the terms, STEP_KILLED, STEP_TIMED_OUT or
 * LOG_TOO_LARGE; `undefined` if nothing did.
 *
 * @throws the reason of the signal, if the command was aborted
 */
export function failureOf(result: CommandResult, terms: FailureTerms): SlipwayError | undefined {
  const { what, failedCode, timeoutMs, signal } = terms;
  switch (result.ended) {
    case 'exited':
      if (result.exitCode === 0) return undefined;
      return new SlipwayError(failedCode, `${what} exited with ${result.exitCode}.`, {
        details: { exitCode: result.exitCode },
      });
    case 'killed':
      return new SlipwayError('STEP_KILLED', `${what} was killed by ${result.signalName}.`);
    case 'timed-out':
      return new SlipwayError(
        'STEP_TIMED_OUT',
        `${what} timed out after ${formatDuration(timeoutMs)}.`,
      );
    case 'too-loud':
      return new SlipwayError('LOG_TOO_LARGE', `${what} printed more than 64 MiB.`);
    case 'too-large':
      return new SlipwayError(
        failedCode,
        `${what} was not started: its line and its variables are too long for the system.`,
      );
    case 'aborted':
      throw signal.reason;
  }
}
