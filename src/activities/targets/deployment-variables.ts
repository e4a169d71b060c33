import type { Deployment } from './target.ts';

/**
 * The variables by which the commands of every target learn what they deploy. What is not known
 * is an empty text, so that a script under `set -u` runs.
 */
export function deploymentVariables(
  deployment: Deployment,
  previous: string | undefined,
): Record<string, string> {
  return {
    SLIPWAY_RELEASE: deployment.releaseId,
    SLIPWAY_SERVICE: deployment.service,
    SLIPWAY_ENVIRONMENT: deployment.environment,
    SLIPWAY_COMMIT: deployment.commit,
    SLIPWAY_DIGEST: deployment.digest,
    SLIPWAY_PREVIOUS: previous ?? '',
    SLIPWAY_URL: deployment.url ?? '',
  };
}
