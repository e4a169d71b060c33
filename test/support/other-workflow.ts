import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../../src/activities/index.ts';
import type { DeployInput } from '../../src/activities/deploy.ts';

/** A workflow type of somebody who reaches Temporal, and runs a worker of their own. */
export async function other(input: DeployInput, taskQueue: string): Promise<void> {
  const { deploy } = proxyActivities<Activities>({ taskQueue, startToCloseTimeout: '20 s' });
  await deploy(input);
}
