import { inspect } from 'node:util';
import { Context } from '@temporalio/activity';
import { SlipwayError, UNEXPECTED } from '../domain/errors.ts';
import { stepName } from '../domain/release/step.ts';
import type { Traced } from '../domain/traceparent.ts';
import { maskText } from '../run/masking.ts';
import type { Workspace, Workspaces } from '../run/workspace.ts';
import type { Store } from '../store/store.ts';
import { diskFull, toFailure, toInternalFailure } from './failure.ts';
import { startHeartbeat, stopReason } from './heartbeat.ts';
import { openStepLog, type StepLog } from './step-log.ts';
import { withUncaughtErrors } from './uncaught-errors.ts';

export interface StepDependencies {
  readonly store: Store;
  readonly workspaces: Workspaces;
  /** The value of a secret on this worker, or `undefined` if it has none of that name. */
  secretOf(name: string): string | undefined;
  /** PATH for commands. */
  readonly path: string;
}

export interface StepSpec extends Traced {
  readonly releaseId: string;
  /** What the step is about: a suite or an environment. */
  readonly about?: string;
  /** Names of the secrets that its commands may see. */
  readonly secrets: readonly string[];
  /** Whether an unexpected error is tried again for as long as others; once by default. */
  readonly isPatient?: boolean;
  /** Where its log is kept, if not under its own name. */
  readonly log?: { readonly releaseId: string; readonly step: string };
}

/** What a step works with. */
export interface StepContext extends StepLog {
  readonly workspace: Workspace;
  /** Fires when the step is cancelled or the worker stops. */
  readonly signal: AbortSignal;
  /** Values by name. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly path: string;
  /** The trace that its commands are part of. */
  readonly traceparent?: string | undefined;
  /** Says where the step stands: what was said last is `heartbeatDetails` of a later attempt. */
  stand(details: unknown): void;
}

/**
 * Runs one step: a workspace and a log of its own, signs of life while it works, and everything
 * put away afterwards, also when it fails. A step that a stopping worker interrupts is retried. An
 * unexpected error, also one that nobody awaited, fails the step as INTERNAL; its cause is in the
 * log of the step and in that of the worker.
 *
 * @throws ApplicationFailure whose type is a code of the catalogue
 */
export async function runStep<T>(
  { store, workspaces, secretOf, path }: StepDependencies,
  { releaseId, about, secrets: names, log: place, traceparent, isPatient = false }: StepSpec,
  work: (context: StepContext) => Promise<T>,
): Promise<T> {
  const { info, cancellationSignal: signal } = Context.current();
  const own = { releaseId, step: stepName(info.activityType, about) };
  const key = { ...(place ?? own), attempt: info.attempt };
  const life = startHeartbeat();
  let secrets: Readonly<Record<string, string>> = {};
  const textOf = (error: unknown) => maskText(Object.values(secrets), inspect(error));
  const { log: workerLog } = Context.current();
  const onBug = (error: unknown) => workerLog.error(UNEXPECTED, { cause: textOf(error) });
  try {
    secrets = readSecrets(names, secretOf);
    const log = await openStepLog(store, key, Object.values(secrets));
    try {
      return await withUncaughtErrors({ signal, onLate: onBug }, async (eitherSignal) => {
        const workspace = await workspaces.open(key);
        try {
          const { stand } = life;
          const context = { ...log, workspace, signal: eitherSignal, secrets, path, traceparent };
          return await work({ ...context, stand });
        } finally {
          // What cannot be removed is the next step's trouble, and not how this one ended.
          await workspace.close().catch((error: unknown) => log.say(String(error)));
        }
      });
    } catch (error) {
      throw told(diskFull(error), log, signal);
    } finally {
      await log.end();
    }
  } catch (caught) {
    const error = diskFull(caught);
    if (signal.aborted && !leftHalfDone(error)) throw stopReason();
    if (error instanceof SlipwayError) throw toFailure(error);
    onBug(error);
    throw toInternalFailure(error, {
      text: maskText(Object.values(secrets), String(error)),
      attempt: isPatient ? 1 : info.attempt,
    });
  } finally {
    life.stop();
  }
}

/** Puts the end of the output behind what went wrong, and both into the log. */
function told(error: unknown, log: StepLog, signal: AbortSignal): unknown {
  if (signal.aborted && !leftHalfDone(error)) return error;
  if (!(error instanceof SlipwayError)) {
    log.say(`${UNEXPECTED} ${inspect(error)}`);
    return error;
  }
  const { code, message, details } = error;
  const output = log.tail();
  log.say(message);
  const whole = output === '' ? message : `${message}\n${output}`;
  return new SlipwayError(code, whole, { cause: error, ...(details && { details }) });
}

/** Whether a target says that it could not go back: that must be heard, also after a cancel. */
function leftHalfDone(error: unknown): boolean {
  return error instanceof SlipwayError && error.details?.['restored'] === false;
}

/** @throws SlipwayError SECRET_MISSING */
function readSecrets(
  names: readonly string[],
  secretOf: (name: string) => string | undefined,
): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => {
      const value = secretOf(name);
      if (value === undefined)
        throw new SlipwayError('SECRET_MISSING', `${name} is not set on this worker.`);
      return [name, value];
    }),
  );
}
