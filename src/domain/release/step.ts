/** The name of a step of a release, and of its log: `build`, `test-unit`, `deploy-staging`. */
export function stepName(activity: string, about: string | undefined): string {
  return about === undefined ? activity : `${activity}-${about}`;
}
