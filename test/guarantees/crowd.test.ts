import { describe, expect, it } from 'vitest';
import { releaseId } from '../../src/domain/release/release-id.ts';
import { createCrowd } from '../support/crowd.ts';
import { eventually } from '../support/eventually.ts';
import { type Stage, useStage } from '../support/stage.ts';

/** Far fewer than releases that come to an environment at once. */
const FEW_SLOTS = { SLIPWAY_WORKFLOW_SLOTS: '5' };
/** It takes a while on two cores; where nothing moves any more it is never over. */
const PATIENCE = { intervalMs: 250, patienceMs: 400_000 };

/** How many releases run. */
async function running(stage: Stage): Promise<number> {
  let count = 0;
  for (let next: string | undefined = ''; next !== undefined;) {
    const cursor: string = next === '' ? '' : `&cursor=${next}`;
    const answer = await fetch(stage.url(`/releases?running=true&limit=100${cursor}`));
    const page = (await answer.json()) as { releases: readonly unknown[]; next?: string };
    count += page.releases.length;
    next = page.next;
  }
  return count;
}

const until = (stage: Stage, what: string, most: number) =>
  eventually(what, async () => (await running(stage)) <= most, PATIENCE);

describe('thirty services, each of which gets ten releases at once', () => {
  let crowd: ReturnType<typeof createCrowd>;
  const stage = useStage((root) => {
    crowd = createCrowd(root, 30, 'promotion: [{ mode: automatic }]');
    return crowd.slipwayYaml;
  }, FEW_SLOTS);

  it(
    'E1 B7 300 releases end on five workflow slots, also when their worker is killed in between',
    { timeout: 900_000 },
    async () => {
      const commits = crowd.create(10);
      const started = [...commits].flatMap(([service, all]) =>
        all.map((commit) => stage.post('/releases', { service, commit })),
      );
      const statuses = (await Promise.all(started)).map(({ status }) => status);
      expect(statuses).toEqual(statuses.map(() => 201));
      await until(stage, 'a third of the releases to end', 200);
      await stage.worker().kill();
      await stage.startWorker();
      await until(stage, 'all releases to end', 0);
      for (const [service, all] of commits) {
        const newest = String(all.length - 1);
        const live = ['staging', 'production'].map((name) => crowd.live(service, name));
        expect([service, ...live]).toEqual([service, newest, newest]);
      }
    },
  );
});

describe('sixty services whose releases wait for approval', () => {
  let crowd: ReturnType<typeof createCrowd>;
  const stage = useStage((root) => {
    crowd = createCrowd(root, 60, 'promotion: [{ mode: approval }], gate: { selfApproval: true }');
    return crowd.slipwayYaml;
  }, FEW_SLOTS);

  /** Starts a release of each service, and waits until all of them ask. */
  async function untilAllAsk(commits: ReadonlyMap<string, readonly string[]>, number: number) {
    const votes = [...commits].map(async ([service, all]) => {
      const commit = all[number] ?? '';
      const { status } = await stage.post('/releases', { service, commit });
      expect(status).toBe(201);
      const id = releaseId(service, commit);
      const isAsking = async () => (await stage.read(id)).phase === 'awaiting-approval';
      await eventually(`${id} to ask`, isAsking, PATIENCE);
      return { id, vote: await stage.atGate(id, PATIENCE) };
    });
    return Promise.all(votes);
  }

  /** Approves them in the same moment, and waits for their end. */
  async function approveAll(asking: Awaited<ReturnType<typeof untilAllAsk>>): Promise<void> {
    const votes = asking.map(({ id, vote }) => stage.post(`/releases/${id}/approval`, vote));
    const statuses = (await Promise.all(votes)).map(({ status }) => status);
    // Kept by Temporal where no worker answered in time.
    expect(statuses.filter((status) => status !== 200 && status !== 202)).toEqual([]);
    await until(stage, 'all releases to end', 0);
    const outcomes = await Promise.all(
      asking.map(async ({ id }) => (await stage.read(id)).outcome),
    );
    expect(new Set(outcomes)).toEqual(new Set(['succeeded']));
  }

  it(
    'G1 G2 sixty approvals at once all take effect on five workflow slots, also by a new worker',
    { timeout: 900_000 },
    async () => {
      const commits = crowd.create(2);
      await approveAll(await untilAllAsk(commits, 0));
      const asking = await untilAllAsk(commits, 1);
      await stage.worker().kill();
      await stage.startWorker();
      await approveAll(asking);
      for (const service of crowd.services) expect(crowd.live(service, 'production')).toBe('1');
    },
  );
});
