import type { Verification } from './pipeline.ts';
import type { EnvironmentPlan, Plan } from './plan.ts';

/** How a check asks over the network, and which key of an environment says where. */
const NEEDS = {
  http: { by: 'over HTTP', key: 'url' },
  prometheus: { by: 'by Prometheus', key: 'prometheus' },
} as const;

/**
 * Says which address a plan lacks: of an environment in which a check would ask, now or while it
 * is watched.
 *
 * @returns a sentence for the first, or `undefined` if there is none
 */
export function missingAddress(
  plan: Pick<Plan, 'environments' | 'pipeline' | 'service'>,
): string | undefined {
  const { environments, pipeline, service } = plan;
  for (const environment of environments) {
    const place = `services.${service}.environments.${environment.name}`;
    const watch = environment.watchMs === undefined ? [] : (pipeline.watch ?? []);
    const missing =
      firstMissing('verifies', pipeline.verify, environment) ??
      firstMissing('watches', watch, environment);
    if (missing) return `pipeline.yaml ${missing.what}, but ${place} has no ${missing.key}.`;
  }
  return undefined;
}

function firstMissing(
  verb: string,
  checks: readonly Verification[],
  environment: EnvironmentPlan,
): { readonly what: string; readonly key: string } | undefined {
  for (const { kind, name } of checks) {
    if (kind === 'run') continue;
    const { by, key } = NEEDS[kind];
    if (environment[key] === undefined) return { what: `${verb} ${name} ${by}`, key };
  }
  return undefined;
}
