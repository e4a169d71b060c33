import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { codeOfType, UNEXPECTED } from '../domain/errors.ts';
import type { VerificationResult } from '../domain/plan/check-result.ts';
import type { WatchCheck } from '../domain/plan/pipeline.ts';
import {
  concludeWatch,
  hasFailed,
  observe,
  resumeWatch,
  type WatchResult,
} from '../domain/plan/watch.ts';
import type { Traced } from '../domain/traceparent.ts';
import type { Source } from '../source/source.ts';
import { runStep, type StepContext, type StepDependencies } from './step.ts';
import { type CheckedDeployment, makeCheck } from './verification/check.ts';
import { LONGEST_TRY_MS, onceInARow, pause } from './verification/retry.ts';

export interface WatchInput extends CheckedDeployment, Traced {
  readonly repository: string;
  readonly checks: readonly WatchCheck[];
  /** The instant at which it ends, in milliseconds since the Unix epoch. */
  readonly untilMs: number;
  readonly secrets: readonly string[];
}

/** What a command may print in one look. What it prints in all of them does not end a watch. */
const LOOK_OUTPUT_LIMIT_BYTES = 1024 * 1024;

/**
 * Watches a release where it was deployed: makes each check again and again until the time is
 * over, or until one has failed too often in a row. A look that has begun by then is finished.
 * What it finds is returned, also when it is bad. Only asks, so it may be repeated: another
 * attempt goes on counting where the one before stood, and looks once more at least.
 *
 * @throws SECRET_MISSING, what the source says
 */
export function createWatch(
  dependencies: StepDependencies & { readonly source: Pick<Source, 'checkout'> },
) {
  return async function watch(input: WatchInput): Promise<WatchResult> {
    const { environment: about, checks } = input;
    const result = runStep(dependencies, { ...input, about, isPatient: true }, async (context) => {
      if (checks.some(({ kind }) => kind === 'run'))
        await dependencies.source.checkout({
          ...input,
          into: context.workspace.folder,
          signal: context.signal,
        });
      const found = await watchAll(input, context);
      context.say(`${found.finding}: ${found.sentence}`);
      return found;
    });
    return result.catch((error: unknown) => failed(input, error));
  };
}

/** What keeps it from looking is tried again until the time is over, and then says nothing. */
function failed({ untilMs }: WatchInput, error: unknown): WatchResult {
  if (Context.current().cancellationSignal.aborted || Date.now() < untilMs) throw error;
  const isKnown = error instanceof ApplicationFailure && codeOfType(error.type) !== 'INTERNAL';
  const sentence = isKnown ? error.message : UNEXPECTED;
  return { finding: 'inconclusive', sentence, checks: [] };
}

async function watchAll(input: WatchInput, context: StepContext): Promise<WatchResult> {
  const { checks } = input;
  let state = resumeWatch(checks, Context.current().info.heartbeatDetails);
  if (hasFailed(checks, state)) return concludeWatch(checks, state);
  const enough = new AbortController();
  const signal = AbortSignal.any([context.signal, enough.signal]);
  const around = { input, context: { ...context, signal } };
  const lanes = lanesOf(checks).map((lane) =>
    watchLane(lane, around, (check, result) => {
      state = observe(state, check.name, result);
      context.stand(state);
      if (hasFailed(checks, state)) enough.abort();
    }),
  );
  try {
    await Promise.all(lanes);
  } catch (error) {
    if (context.signal.aborted || !enough.signal.aborted) throw error;
  } finally {
    // What still looks is ended before its workspace is removed.
    enough.abort();
    await Promise.allSettled(lanes);
  }
  return concludeWatch(checks, state);
}

/** Commands share a checkout, so they run one after another; nothing else waits for them. */
function lanesOf(checks: readonly WatchCheck[]): readonly (readonly WatchCheck[])[] {
  const commands = checks.filter(({ kind }) => kind === 'run');
  const others = checks.filter(({ kind }) => kind !== 'run').map((check) => [check]);
  return commands.length === 0 ? others : [commands, ...others];
}

/**
 * Makes checks in turns, each once at least, the one that has waited longest first, and waits for
 * the end of the watch.
 *
 * @throws the reason of the signal, if it fires meanwhile
 */
async function watchLane(
  lane: readonly WatchCheck[],
  { input, context }: { readonly input: WatchInput; readonly context: StepContext },
  tell: (check: WatchCheck, result: VerificationResult) => void,
): Promise<void> {
  const endsAt = performance.now() + input.untilMs - Date.now();
  const turns = lane.map((check) => ({
    check,
    look: lookerOf(input, check, context),
    dueAt: -Infinity,
  }));
  for (;;) {
    const [turn] = turns.toSorted((one, other) => one.dueAt - other.dueAt);
    const startsAt = Math.max(turn?.dueAt ?? 0, performance.now());
    if (!turn || (turn.dueAt !== -Infinity && startsAt >= endsAt)) break;
    await pause(startsAt - performance.now(), context.signal);
    turn.dueAt = performance.now() + turn.check.intervalMs;
    tell(turn.check, await turn.look());
  }
  await pause(Math.max(endsAt - performance.now(), 0), context.signal);
}

/** Looks once each time; the log says how it asks once, and then what has changed. */
function lookerOf(input: WatchInput, check: WatchCheck, context: StepContext) {
  const sayChange = onceInARow(context.say);
  let say: (line: string) => void = context.say;
  return async (): Promise<VerificationResult> => {
    const result = await makeCheck(input, check, {
      ...context,
      say,
      onOutput: limited(context.onOutput),
      shortestTryMs: LONGEST_TRY_MS,
    });
    say = () => {};
    sayChange(result.sentence);
    return result;
  };
}

/** A look has a limit of its own for what it prints; what no log takes any more is left out. */
function limited(onOutput: StepContext['onOutput']): StepContext['onOutput'] {
  let sizeBytes = 0;
  return (chunk) => {
    onOutput(chunk);
    sizeBytes += chunk.length;
    return sizeBytes <= LOOK_OUTPUT_LIMIT_BYTES;
  };
}
