/**
 * The outcome of a deployment, for delivery metrics: when a release went live, and whether it was good
 * there. Instants are milliseconds since the Unix epoch.
 */

/** Something that was learned about a release in an environment. */
export interface DeploymentFact {
  /**
   * `failed`: a check said no, or it was rolled back. `ignored`: a person said that what was found
   * does not matter. `overridden`: someone used the override.
   */
  readonly kind: 'overridden' | 'deployed' | 'verified' | 'failed' | 'ignored';
  readonly environment: string;
  readonly atMs: number;
}

export interface DeploymentOutcome {
  readonly environment: string;
  /** When the release first went live. */
  readonly deployedAtMs: number;
  /** When the release was first good there. */
  readonly goodAtMs?: number;
  /** When the release was first found bad. */
  readonly failedAtMs?: number;
  /** When this same release was good again after that, to stay. */
  readonly recoveredAtMs?: number;
  readonly overridden?: true;
}

/**
 * Folds facts, in their order, into one outcome for each environment where the release went live. An
 * outcome fails at most once, however often something goes wrong. Facts from before the deployment do
 * not count.
 */
export function deploymentOutcomes(marks: readonly DeploymentFact[]): DeploymentOutcome[] {
  const environments = new Set(marks.map(({ environment }) => environment));
  return [...environments].flatMap((environment) => {
    const here = marks.filter((mark) => mark.environment === environment);
    const deployed = here.findIndex(({ kind }) => kind === 'deployed');
    const { atMs: deployedAtMs } = here[deployed] ?? {};
    if (deployedAtMs === undefined) return [];
    return {
      environment,
      deployedAtMs,
      ...judge(here.slice(deployed + 1)),
      ...(here.some(({ kind }) => kind === 'overridden') && { overridden: true as const }),
    };
  });
}

function judge(marks: readonly DeploymentFact[]): Partial<DeploymentOutcome> {
  let goodAtMs: number | undefined;
  let failedAtMs: number | undefined;
  let recoveredAtMs: number | undefined;
  /** When the release was found bad, as long as nothing has changed that. */
  let openSinceMs: number | undefined;
  for (const { kind, atMs } of marks) {
    if (kind === 'failed') openSinceMs ??= atMs;
    if (kind !== 'verified' && kind !== 'ignored') continue;
    goodAtMs ??= atMs;
    if (kind === 'verified' && openSinceMs !== undefined) {
      failedAtMs ??= openSinceMs;
      recoveredAtMs = atMs;
    }
    openSinceMs = undefined;
  }
  const isBad = openSinceMs !== undefined;
  const failed = failedAtMs ?? openSinceMs;
  return {
    ...(goodAtMs !== undefined && { goodAtMs }),
    ...(failed !== undefined && { failedAtMs: failed }),
    ...(!isBad && recoveredAtMs !== undefined && { recoveredAtMs }),
  };
}
