import type { ErrorCode } from '../domain/errors.ts';
import type { CommandStep } from '../domain/plan/pipeline.ts';
import { commandEnvironment } from '../run/command-environment.ts';
import { runCommand } from '../run/command.ts';
import { failureOf } from '../run/failure.ts';
import type { StepContext } from './step.ts';

export interface CommandSubject {
  readonly releaseId: string;
  readonly service: string;
  readonly commit: string;
}

/**
 * Runs the command of a step in its workspace, with nothing of the worker's own environment.
 *
 * @param failed the code for an exit other than 0
 * @param what begins the message of a failure, such as `The build`
 */
export async function runInWorkspace(
  context: StepContext,
  { releaseId, service, commit }: CommandSubject,
  step: CommandStep,
  failed: ErrorCode,
  what: string,
): Promise<void> {
  const { workspace, signal, secrets, path, traceparent, onOutput, say } = context;
  say(`$ ${step.run}`);
  const result = await runCommand({
    run: step.run,
    cwd: workspace.folder,
    env: commandEnvironment({
      path,
      ...workspace,
      variables: { SLIPWAY_RELEASE: releaseId, SLIPWAY_SERVICE: service, SLIPWAY_COMMIT: commit },
      step: step.env,
      secrets,
      traceparent,
    }),
    timeoutMs: step.timeoutMs,
    signal,
    onOutput,
  });
  const failure = failureOf(result, {
    what,
    failedCode: failed,
    timeoutMs: step.timeoutMs,
    signal,
  });
  if (failure) throw failure;
}
