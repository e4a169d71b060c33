/**
 * How every command ends. The codes are a contract with scripts: they keep their meaning, and
 * docs/command-line.md lists them.
 */
import type { Outcome } from '../domain/release/release.ts';

export const EXIT = {
  done: 0,
  broken: 1,
  usage: 2,
  unsigned: 3,
  failed: 10,
  rejected: 11,
  expired: 12,
  superseded: 13,
  cancelled: 14,
  rolledBack: 15,
  refused: 20,
  forbidden: 21,
  notFound: 22,
  unavailable: 23,
  unreachable: 24,
  bug: 70,
  interrupted: 130,
  pipeClosed: 141,
} as const;
export type Exit = keyof typeof EXIT;
export type ExitCode = (typeof EXIT)[Exit];

/** What each code says, for people. */
export const EXIT_MEANINGS: Readonly<Record<Exit, string>> = {
  done: 'Done as asked. A release that was watched has reached production; what was checked is valid.',
  broken: 'What was checked is broken: a record, or a file.',
  usage: 'The command, a variable or a file is not as expected. Nothing was done.',
  unsigned: 'The record is unbroken, but nobody has signed it.',
  failed: 'The release that was watched has failed.',
  rejected: 'It was rejected.',
  expired: 'Nobody approved it in time.',
  superseded: 'A newer release went before it.',
  cancelled: 'It was cancelled.',
  rolledBack: 'It was rolled back.',
  refused: 'The API refused: what is asked for cannot be done now, or not so.',
  forbidden: 'The token is missing, not known, or lacks the role.',
  notFound: 'There is no such release, service, environment, commit or log.',
  unavailable: 'The API answers, but what is behind it does not: no worker, or no Temporal.',
  unreachable: 'The API cannot be reached, or something else answers at its address.',
  bug: 'A bug of Slipway. What it says belongs into a report.',
  interrupted: 'Ended by Ctrl-C. What was asked of the API goes on.',
  pipeClosed: 'Whoever read the output has gone, as `head` does.',
};

/** The code for how a release has ended. */
export const EXIT_OF_OUTCOME: Readonly<Record<Outcome, ExitCode>> = {
  succeeded: EXIT.done,
  failed: EXIT.failed,
  rejected: EXIT.rejected,
  expired: EXIT.expired,
  superseded: EXIT.superseded,
  cancelled: EXIT.cancelled,
  'rolled-back': EXIT.rolledBack,
};
