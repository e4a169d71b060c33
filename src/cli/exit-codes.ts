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
  done: 'Success. A followed release reached production; a checked file is valid.',
  broken: 'The audit log or file is invalid.',
  usage: 'Invalid command, setting or file. Nothing was changed.',
  unsigned: 'The audit log is intact but unsigned.',
  failed: 'The followed release failed.',
  rejected: 'Rejected.',
  expired: 'Expired without a decision.',
  superseded: '… was superseded.',
  cancelled: 'It was cancelled.',
  rolledBack: 'It was rolled back.',
  refused: 'The API refused the request.',
  forbidden: 'The token is missing, invalid, or lacks the role.',
  notFound: 'Release, service, environment, commit or log not found.',
  unavailable: 'No worker is running, or Temporal is unreachable.',
  unreachable: 'The API is unreachable.',
  bug: 'A bug in Slipway; please report the output.',
  interrupted: 'Interrupted. Requests already sent still take effect.',
  pipeClosed: 'The reader of the output closed the pipe.',
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
