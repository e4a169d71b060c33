import type { VerificationResult } from '../../domain/plan/check-result.ts';
import type { Verification } from '../../domain/plan/pipeline.ts';
import { commandEnvironment } from '../../run/command-environment.ts';
import type { StepContext } from '../step.ts';
import { deploymentVariables } from '../targets/deployment-variables.ts';
import type { Deployment } from '../targets/target.ts';
import { verifyCommand } from './command.ts';
import { verifyHttp } from './http.ts';
import { verifyPrometheus } from './prometheus.ts';

/** What is checked, and by whom it is asked. */
export interface CheckedDeployment extends Deployment {
  /** Where the Prometheus of the environment is, if it has one. */
  readonly prometheus?: string;
}

export interface CheckContext extends Pick<
  StepContext,
  'workspace' | 'signal' | 'secrets' | 'path' | 'traceparent' | 'say' | 'onOutput'
> {
  /** What a try over the network gets at least, in milliseconds. */
  readonly shortestTryMs?: number;
}

/**
 * Makes one check, of whatever kind. Only asks, so it may be repeated; for a command the workspace
 * must hold the checkout.
 *
 * @throws the reason of the signal, if it fires meanwhile
 */
export async function makeCheck(
  deployment: CheckedDeployment,
  verification: Verification,
  context: CheckContext,
): Promise<VerificationResult> {
  switch (verification.kind) {
    case 'http':
      return verifyHttp({ ...context, url: deployment.url ?? '', verification });
    case 'prometheus': {
      const { prometheus } = deployment;
      context.say(`? ${verification.query}`);
      return verifyPrometheus({ ...context, prometheus, verification, deployment });
    }
    case 'run': {
      const { workspace, secrets, path, traceparent, signal, onOutput } = context;
      context.say(`$ ${verification.run}`);
      const variables = deploymentVariables(deployment, undefined);
      const step = verification.env;
      const seen = { path, ...workspace, variables, step, secrets, traceparent };
      const env = commandEnvironment(seen);
      return verifyCommand({ verification, cwd: workspace.folder, env, signal, onOutput });
    }
  }
}
