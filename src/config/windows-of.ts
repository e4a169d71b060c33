import type { DeploymentWindow } from '../domain/environment/deployment-window.ts';
import type { Configuration } from './configuration.ts';

/**
 * The windows that must be open to deploy to an environment, in the order written.
 *
 * @returns `undefined` if the configuration has no such environment
 */
export function windowsOf(
  { windows, services }: Pick<Configuration, 'windows' | 'services'>,
  service: string,
  environment: string,
): readonly DeploymentWindow[] | undefined {
  const plan = services[service]?.environments.find(({ name }) => name === environment);
  return plan?.windows === undefined
    ? plan && []
    : plan.windows.flatMap((wanted) => windows.filter(({ name }) => name === wanted));
}
