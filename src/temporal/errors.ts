import {
  isGrpcServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import { ApplicationFailure, NamespaceNotFoundError } from '@temporalio/common';
import { type ErrorCode, SlipwayError } from '../domain/errors.ts';

// Of https://grpc.github.io/grpc/core/md_doc_statuscodes.html
/** The error of the server for a query that a dead worker had taken. */
const CANCELLED = 1;
const UNKNOWN = 2;
const INVALID_ARGUMENT = 3;
const DEADLINE_EXCEEDED = 4;
const NOT_FOUND = 5;
/** The response of Temporal to a query when it has seen no worker for a while. */
const FAILED_PRECONDITION = 9;
const UNAVAILABLE = 14;

/** Whether Temporal did not understand the request. */
export function isBadRequest(error: unknown): boolean {
  const code = codeOf(error);
  return code === UNKNOWN || code === INVALID_ARGUMENT;
}

/** Whether Temporal does not know the run. */
export function isMissing(error: unknown): boolean {
  if (isNamespaceMissing(error)) return false;
  return error instanceof WorkflowNotFoundError || codeOf(error) === NOT_FOUND;
}

/** Whether the run is known, and has ended. */
export function isClosed(error: unknown): boolean {
  return isMissing(error) && error instanceof Error && /already completed/.test(messageOf(error));
}

/** Whether a query had no response: no worker serves the run, or Temporal is away. */
export function isUnanswered(error: unknown): boolean {
  const code = codeOf(error);
  return code === UNAVAILABLE || hasNoWorker(code);
}

/** Whether an update came to a worker that did not handle it. Nothing is in the history then. */
export function isUnheard(error: unknown): boolean {
  if (!(error instanceof WorkflowUpdateFailedError)) return false;
  return error.cause instanceof ApplicationFailure && error.cause.type === 'UnprocessedUpdate';
}

/** The gRPC codes of a call that no worker responded to. */
const NO_ANSWER: readonly unknown[] = [CANCELLED, DEADLINE_EXCEEDED, FAILED_PRECONDITION];

function hasNoWorker(code: number | undefined): boolean {
  return NO_ANSWER.includes(code);
}

/** Runs a call to Temporal about a release, and throws errors of the catalogue. */
export async function inCatalogue<T>(id: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw toSlipwayError(id, error);
  }
}

/** Turns an error of Temporal into one of the catalogue; others stay as they are. */
export function toSlipwayError(id: string, error: unknown): unknown {
  if (isNamespaceMissing(error))
    return refusal('TEMPORAL_UNREACHABLE', 'The Temporal namespace does not exist.', error);
  if (isClosed(error)) return refusal('RELEASE_ENDED', `Release ${id} has ended.`, error);
  if (isMissing(error)) return refusal('RELEASE_NOT_FOUND', `Release ${id} not found.`, error);
  const code = codeOf(error);
  if (code === UNAVAILABLE)
    return refusal('TEMPORAL_UNREACHABLE', 'Temporal is unreachable.', error);
  if (hasNoWorker(code) || isUnheard(error))
    return refusal('NO_WORKER', 'No worker responded in time.', error);
  return error;
}

function isNamespaceMissing(error: unknown): boolean {
  if (error instanceof NamespaceNotFoundError) return true;
  return error instanceof Error && /^Namespace .* is not found/.test(messageOf(error));
}

function refusal(code: ErrorCode, message: string, cause: unknown): SlipwayError {
  return new SlipwayError(code, message, { cause });
}

/** The gRPC code of an error or of its cause. */
function codeOf(error: unknown): number | undefined {
  if (isGrpcServiceError(error)) return error.code;
  return error instanceof Error && error.cause !== undefined ? codeOf(error.cause) : undefined;
}

function messageOf(error: Error): string {
  return error.cause instanceof Error ? `${error.message} ${error.cause.message}` : error.message;
}
