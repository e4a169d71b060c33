import { ApplicationFailure } from '@temporalio/common';
import { ERRORS, SlipwayError } from '../domain/errors.ts';

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

/** Runs a short activity, with its failures in the catalogue's form. */
export async function inCatalogue<T>(body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    throw toFailure(error);
  }
}
