import { join } from 'node:path';
import type { DirectoryTarget } from '../../../domain/plan/target.ts';
import { commandEnvironment } from '../../../run/command-environment.ts';
import { runCommand } from '../../../run/command.ts';
import { failureOf } from '../../../run/failure.ts';
import { deploymentVariables } from '../deployment-variables.ts';
import type { DeployContext, Deployment } from '../target.ts';
import type { Layout } from './layout.ts';

/** One call of `deploy`: what, where, and with what. */
export interface DirectoryWork {
  readonly layout: Layout;
  readonly config: DirectoryTarget;
  readonly deployment: Deployment;
  readonly context: DeployContext;
}

/**
 * Runs `activate` in the folder of the release, or does nothing where the target has none.
 *
 * @param previous what this release takes over from
 * @throws SlipwayError ACTIVATION_FAILED, STEP_TIMED_OUT, STEP_KILLED, LOG_TOO_LARGE
 * @throws the reason of the signal, if it fires meanwhile
 */
export async function activate(work: DirectoryWork, previous: string | undefined): Promise<void> {
  const { layout, config, deployment, context } = work;
  context.signal.throwIfAborted();
  if (config.activate === undefined) return;
  const { timeoutMs } = config;
  const { signal } = context;
  const result = await runCommand({
    run: config.activate,
    cwd: join(layout.releases, deployment.releaseId),
    env: environmentOf(work, previous),
    timeoutMs,
    signal,
    onOutput: context.onOutput,
    leaveRunning: true,
  });
  const what = `The activation of ${deployment.releaseId}`;
  const failure = failureOf(result, { what, failedCode: 'ACTIVATION_FAILED', timeoutMs, signal });
  if (failure) throw failure;
}

function environmentOf(
  { layout, deployment, context }: DirectoryWork,
  previous: string | undefined,
): Record<string, string> {
  const { path, secrets, traceparent } = context;
  const variables = { ...deploymentVariables(deployment, previous), SLIPWAY_TARGET: layout.root };
  return commandEnvironment({ path, home: layout.home, variables, secrets, traceparent });
}
