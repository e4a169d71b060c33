import type { Pipeline, ServicePlan } from '../domain/plan.ts';
import type { Workspaces } from '../run/workspace.ts';
import type { Source } from '../source/source.ts';
import type { Store } from '../store/store.ts';
import { createBuild } from './build.ts';
import { checkVote } from './check-vote.ts';
import { createDeploy } from './deploy.ts';
import { createEnvironmentActivities, type Environments } from './environment.ts';
import { createOpenGate } from './open-gate.ts';
import { createPlanRelease } from './plan-release.ts';
import { createTest } from './test.ts';
import { createVerify } from './verify.ts';

/** What the activities of a worker work with. */
export interface ActivityDependencies {
  readonly source: Source;
  readonly store: Store;
  readonly workspaces: Workspaces;
  readonly environments: Environments;
  /** The service as slipway.yaml has it, or `undefined` if it has none of that name. */
  serviceOf(name: string): ServicePlan | undefined;
  /** The key that the API signs votes by, or `undefined` before an API has started. */
  voteKey(): Promise<string | undefined>;
  /** @throws SlipwayError PIPELINE_INVALID */
  readPipeline(text: string): Pipeline;
  /** The value of a secret on this worker, or `undefined` if it has none of that name. */
  secretOf(name: string): string | undefined;
  /** PATH for commands. */
  readonly path: string;
}

/** Every activity, under the name that histories and the UI know it by. */
export function createActivities(dependencies: ActivityDependencies) {
  return {
    planRelease: createPlanRelease(dependencies),
    build: createBuild(dependencies),
    test: createTest(dependencies),
    openGate: createOpenGate(dependencies.environments),
    checkVote,
    deploy: createDeploy(dependencies),
    verify: createVerify(dependencies),
    ...createEnvironmentActivities(dependencies.environments),
  };
}

export type Activities = ReturnType<typeof createActivities>;
