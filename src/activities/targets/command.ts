import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { SlipwayError } from '../../domain/errors.ts';
import type { CommandTarget } from '../../domain/plan/target.ts';
import { commandEnvironment } from '../../run/command-environment.ts';
import { runCommand } from '../../run/command.ts';
import { failureOf } from '../../run/failure.ts';
import { deploymentVariables } from './deployment-variables.ts';
import { diskFailure } from './disk-failure.ts';
import type { DeployContext, Deployment, DeployTarget, Probed } from './target.ts';
import { unpack } from './unpack.ts';

/** A probe is a question, so it has less time than a deployment. */
const PROBE_LIMIT_MS = 60_000;
/** In the scratch folder. */
const ANSWER = 'live-release';
/** The id of a release is on the first line; the rest is let go. */
const PROBE_BYTES = 4_096;

type ProbeContext = Omit<DeployContext, 'artifact' | 'isRepeated'>;

/**
 * Any tool, by command line, run in a folder that holds the artifact. With a `probe`, a release
 * that is live already is left alone. A deployment that was cut off is run again only where the
 * probe says that it had no effect: without an answer nobody guesses. What is live after a failure
 * is as the tool promises it.
 */
export function createCommandTarget(config: CommandTarget): DeployTarget {
  return {
    async deploy(deployment, context) {
      const { known, releaseId: live } = await probe(config, deployment, context);
      if (live === deployment.releaseId) return { switched: false };
      if (context.isRepeated && !known) throw outcomeUnknown(deployment);
      await deploy(config, deployment, context, live);
      return { switched: true, ...(live !== undefined && { previous: live }) };
    },
    probe: (deployment, context) => probe(config, deployment, context),
  };
}

function outcomeUnknown({ releaseId, environment }: Deployment): SlipwayError {
  return new SlipwayError(
    'DEPLOYMENT_STATE_UNKNOWN',
    `The deployment of ${releaseId} to ${environment} was interrupted, and the probe could not tell which release is live.`,
  );
}

async function deploy(
  config: CommandTarget,
  deployment: Deployment,
  context: DeployContext,
  previous: string | undefined,
): Promise<void> {
  const artifact = join(context.scratch, 'artifact');
  await fetchArtifact(context, artifact);
  const { timeoutMs } = config;
  const { signal, onOutput } = context;
  const variables = {
    ...deploymentVariables(deployment, previous),
    SLIPWAY_ARTIFACT: artifact,
  };
  const env = environmentOf(context, variables);
  const command = { run: config.deploy, cwd: artifact, env, timeoutMs, signal, onOutput };
  const what = `The deployment of ${deployment.releaseId}`;
  const terms = { what, failedCode: 'DEPLOY_FAILED', timeoutMs, signal } as const;
  const failure = failureOf(await runCommand(command), terms);
  if (failure) throw failure;
}

async function fetchArtifact(context: DeployContext, folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await unpack(context, folder);
  } catch (error) {
    throw diskFailure(error, context.scratch);
  }
}

/** A probe that fails could not tell. Standard error goes to the log, so it is no answer. */
async function probe(
  config: CommandTarget,
  deployment: Deployment,
  context: ProbeContext,
): Promise<Probed> {
  if (config.probe === undefined) return { known: false };
  const { signal, onOutput, scratch } = context;
  const result = await runCommand({
    run: `exec >${ANSWER}\n${config.probe}`,
    cwd: scratch,
    // Without them, one script for several places would say of each that nothing is live.
    env: environmentOf(context, deploymentVariables(deployment, undefined)),
    timeoutMs: Math.min(config.timeoutMs, PROBE_LIMIT_MS),
    signal,
    onOutput,
  });
  if (result.ended === 'aborted') throw signal.reason;
  if (result.ended !== 'exited' || result.exitCode !== 0) return { known: false };
  const releaseId = await firstLine(join(scratch, ANSWER));
  return { known: true, ...(releaseId !== undefined && { releaseId }) };
}

async function firstLine(path: string): Promise<string | undefined> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(PROBE_BYTES));
    const [line = ''] = buffer.toString('utf8', 0, bytesRead).split('\n');
    return line.trim() || undefined;
  } finally {
    await file.close();
  }
}

function environmentOf(
  { path, scratch, secrets, traceparent }: ProbeContext,
  variables: Record<string, string>,
): Record<string, string> {
  return commandEnvironment({ path, home: scratch, variables, secrets, traceparent });
}
