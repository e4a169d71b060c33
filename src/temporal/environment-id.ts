/** The id of the workflow that keeps an environment. */
export function environmentId(service: string, environment: string): string {
  return `environment/${service}/${environment}`;
}
