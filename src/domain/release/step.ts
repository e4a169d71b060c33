/** The activities that are steps: users see them, and each has a log. */
export const STEP_TYPES = ['build', 'test', 'deploy', 'verify', 'watch'] as const;

export type StepType = (typeof STEP_TYPES)[number];

/** The work of a step: an activity, for one suite or in one environment. */
export interface StepWork {
  readonly type: StepType;
  readonly suite?: string;
  readonly environment?: string;
}

/** The name of a step of a release, and of its log: `build`, `test-unit`, `deploy-staging`. */
export function stepName(activity: string, about: string | undefined): string {
  return about === undefined ? activity : `${activity}-${about}`;
}
