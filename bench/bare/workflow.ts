import { proxyActivities } from '@temporalio/workflow';
import type { activities } from './activities.ts';

const { build, test, deploy, verify } = proxyActivities<typeof activities>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '1 minute',
});

/** A release with no gate, no lock, no record: the least that a durable workflow can be. */
export async function bareRelease(commit: string): Promise<void> {
  await build(commit);
  await test(commit);
  for (const environment of ['staging', 'production']) {
    await deploy(commit, environment);
    await verify(commit, environment);
  }
}
