import { ApplicationFailure, TemporalFailure } from '@temporalio/common';
import { type ErrorCode, ERRORS, SlipwayError } from '../domain/errors.ts';

/** The server keeps 4 KB of a failure, so the rest is cut here, at the front: the end tells more. */
const MESSAGE_LIMIT = 3_000;

/**
 * Turns an error into what the history keeps: the code as its type, and no retry where another
 * try cannot help. An unexpected error stays as it is, and is retried.
 */
export function toFailure(error: unknown): unknown {
  if (!(error instanceof SlipwayError)) return error;
  const { code, message, details } = error;
  return ApplicationFailure.create({
    type: code,
    message: message.length > MESSAGE_LIMIT ? `…${message.slice(-MESSAGE_LIMIT)}` : message,
    nonRetryable: !ERRORS[code].retryable,
    ...(details && { details: [details] }),
  });
}

/**
 * Turns an unexpected error of a step into what the history keeps. Once it is run again, for a
 * disk or a machine that had a bad moment; then it is a bug, and stays one.
 *
 * @param options.text the error without secrets
 */
export function toInternalFailure(
  error: unknown,
  options: { readonly text: string; readonly attempt: number },
): unknown {
  if (error instanceof TemporalFailure) return error;
  const { text, attempt } = options;
  const type: ErrorCode = 'INTERNAL';
  const message = text.slice(0, MESSAGE_LIMIT);
  return ApplicationFailure.create({ type, message, nonRetryable: attempt > 1 });
}

/** What the system says of a full disk, as a failure of the catalogue; else the error as it is. */
export function diskFull(error: unknown): unknown {
  const { code, path } = (error ?? {}) as NodeJS.ErrnoException;
  if (error instanceof SlipwayError || (code !== 'ENOSPC' && code !== 'EDQUOT')) return error;
  const disk = path === undefined ? 'A disk of the worker' : `The disk of ${path}`;
  return new SlipwayError('DISK_FULL', `${disk} is full.`, { cause: error });
}

/** Runs a short activity, with its failures in the catalogue's form. */
export async function inCatalogue<T>(body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    throw toFailure(error);
  }
}
