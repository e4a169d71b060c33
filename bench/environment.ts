import { environmentId } from '../src/temporal/environment-id.ts';
import { createEnvironments } from '../src/temporal/environments.ts';
import type { Stage } from './stage.ts';
import { ms, type Table } from './table.ts';

const DEPLOYMENTS = 10_000;
const SLICES = 5;

interface Slice {
  readonly msEach: number;
  readonly events: number;
  readonly stateBytes: number;
}

/** An environment is entered and left 10,000 times: does its history, or its state, grow? */
export async function measureEnvironment({ api, client, light }: Stage): Promise<Table[]> {
  const environments = createEnvironments(client);
  // A run that lives for as long as this takes stands in for every holder.
  const releaseId = await api.start('light', await light.commit());
  await api.awaitGate(releaseId);
  const run = client.workflow.getHandle(releaseId);
  const { runId } = await run.describe();
  const place = ['bench', 'crowded'] as const;
  const handle = client.workflow.getHandle(environmentId(...place));
  const what = { commit: 'c'.repeat(40), digest: `sha256:${'d'.repeat(64)}` };

  const slices: Slice[] = [];
  for (let done = 0; done < DEPLOYMENTS;) {
    const startedMs = performance.now();
    let events = 0;
    for (let i = 0; i < DEPLOYMENTS / SLICES; i += 1, done += 1) {
      await environments.enter(...place, { releaseId, runId, ...what, heartbeatMs: 15_000 });
      const live = { releaseId: `release-${done}`, ...what, atMs: Date.now(), verified: true };
      await environments.leave(...place, { runId, live });
      if (done % 100 === 0) events = Math.max(events, (await handle.describe()).historyLength);
    }
    const state = await environments.state(...place);
    slices.push({
      msEach: (performance.now() - startedMs) / (DEPLOYMENTS / SLICES),
      events,
      stateBytes: JSON.stringify(state).length,
    });
  }
  await run.terminate();
  await handle.terminate();
  return [table(slices)];
}

function table(slices: readonly Slice[]): Table {
  const each = DEPLOYMENTS / SLICES;
  return {
    title: `One environment, entered and left ${DEPLOYMENTS} times`,
    columns: ['deployments', 'each took', 'longest history', 'its state'],
    rows: slices.map(({ msEach, events, stateBytes }, index) => [
      `${index * each + 1} to ${(index + 1) * each}`,
      ms(msEach),
      `${events} events`,
      `${Math.round(stateBytes / 1024)} KiB`,
    ]),
  };
}
