import { Context } from '@temporalio/activity';
import type { Target } from '../domain/plan/target.ts';
import { runStep, type StepDependencies, type StepSpec } from './step.ts';
import { targetOf } from './targets/target-of.ts';
import type { Deployment, DeployReport } from './targets/target.ts';

export interface DeployInput extends Deployment, Pick<StepSpec, 'log' | 'traceparent'> {
  readonly target: Target;
  readonly secrets: readonly string[];
}

/**
 * Makes a release live in an environment. May be repeated: a target has the effect once for each
 * release, also after a crash in between. Where it cannot tell what a crash left behind, the second
 * attempt asks people.
 *
 * @throws TARGET_NOT_WRITABLE, DISK_FULL, ARTIFACT_CORRUPT, ARTIFACT_NOT_FOUND, NAME_UNSUPPORTED,
 *   DEPLOY_FAILED, ACTIVATION_FAILED, DEPLOYMENT_STATE_UNKNOWN, STEP_TIMED_OUT, STEP_KILLED, LOG_TOO_LARGE, SECRET_MISSING
 */
export function createDeploy(dependencies: StepDependencies) {
  return async function deploy(input: DeployInput): Promise<DeployReport> {
    const { environment: about, digest, target } = input;
    return runStep(dependencies, { ...input, about }, async (context) => {
      const { workspace, say } = context;
      say(`deploying ${digest} to ${about}`);
      const report = await targetOf(target).deploy(input, {
        ...context,
        artifact: () => dependencies.store.getArtifact(digest),
        scratch: workspace.folder,
        isRepeated: Context.current().info.attempt > 1,
      });
      say(report.switched ? `${input.releaseId} is live` : `${input.releaseId} was already live`);
      return report;
    });
  };
}
