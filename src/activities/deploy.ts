import { Context } from '@temporalio/activity';
import { SlipwayError } from '../domain/errors.ts';
import type { Target } from '../domain/plan.ts';
import { runStep, type StepDependencies, type StepOrder } from './step.ts';
import { targetOf } from './targets/target-of.ts';
import type { Deployment, DeployReport } from './targets/target.ts';

export interface DeployInput extends Deployment, Pick<StepOrder, 'log' | 'traceparent'> {
  readonly target: Target;
  readonly secrets: readonly string[];
}

/**
 * Makes a release live in an environment. May be repeated: a target has the effect once for each
 * release, also after a crash in between. A command without a probe cannot tell what a crash left
 * behind: the second attempt asks people.
 *
 * @throws TARGET_NOT_WRITABLE, DISK_FULL, ARTIFACT_CORRUPT, ARTIFACT_NOT_FOUND, DEPLOY_FAILED,
 *   ACTIVATION_FAILED, OUTCOME_UNKNOWN, STEP_TIMED_OUT, STEP_KILLED, LOG_TOO_LARGE, SECRET_MISSING
 */
export function createDeploy(dependencies: StepDependencies) {
  return async function deploy(input: DeployInput): Promise<DeployReport> {
    const { environment: about, digest, target } = input;
    return runStep(dependencies, { ...input, about }, async (context) => {
      const { workspace, say } = context;
      refuseToGuess(input);
      say(`deploying ${digest} to ${about}`);
      const report = await targetOf(target).deploy(input, {
        ...context,
        artifact: () => dependencies.store.getArtifact(digest),
        scratch: workspace.folder,
      });
      say(report.switched ? `${input.releaseId} is live` : `${input.releaseId} was live already`);
      return report;
    });
  };
}

/** @throws SlipwayError OUTCOME_UNKNOWN if an attempt before may have deployed, and none can tell */
function refuseToGuess({ releaseId, environment, target }: DeployInput): void {
  const { attempt } = Context.current().info;
  if (attempt === 1 || target.kind !== 'command' || target.probe !== undefined) return;
  throw new SlipwayError(
    'OUTCOME_UNKNOWN',
    `The deployment of ${releaseId} to ${environment} was interrupted, and its target has no probe to tell what is live.`,
  );
}
