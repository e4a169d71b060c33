import { describe, expect, it } from 'vitest';
import { createPlanRollback } from '../../src/activities/plan-rollback.ts';
import { emptyEnvironment, setLive } from '../../src/domain/environment/environment.ts';
import type { LiveRelease } from '../../src/domain/environment/live-release.ts';
import type { Plan } from '../../src/domain/plan/plan.ts';
import { PLAN, PRODUCTION } from '../support/plan.ts';

const live = (releaseId: string, more: Partial<LiveRelease> = {}): LiveRelease => ({
  releaseId,
  commit: 'c',
  digest: `sha256:${releaseId}`,
  atMs: 1,
  verified: true,
  plan: `plan of ${releaseId}`,
  ...more,
});
const INPUT = {
  service: 'hello',
  environment: 'production',
  from: 'now',
  by: 'ana',
  reason: 'it is slow',
  url: 'http://127.0.0.1:3000',
};

/** Oldest first. Each was deployed to a place of its own, by a plan that the store has. */
function planning(...lives: LiveRelease[]) {
  const state = lives.reduce(setLive, emptyEnvironment('hello', 'production'));
  const getPlan = async (digest: string): Promise<Plan> => ({
    ...PLAN,
    repository: digest,
    environments: [{ ...PRODUCTION, url: `http://${digest.split(' ').at(-1)}` }],
  });
  return createPlanRollback({
    environments: { state: async () => (lives.length > 0 ? state : undefined) },
    store: { getPlan },
    serviceOf: () => undefined,
  });
}

describe('planRollback', () => {
  it('R1 brings back what was verified last, as it was deployed then', async () => {
    const plan = planning(live('a'), live('b'), live('bad', { verified: false }), live('now'));
    expect(await plan(INPUT)).toMatchObject({
      kind: 'planned',
      to: { releaseId: 'b', digest: 'sha256:b' },
      environment: { url: 'http://b' },
    });
  });
  it('R3 brings back any good release, though the configuration has it no more', async () => {
    const plan = planning(live('a'), live('b'), live('now'));
    expect(await plan({ ...INPUT, to: 'a' })).toMatchObject({
      to: { releaseId: 'a' },
      environment: { url: 'http://a' },
      repository: 'plan of a',
    });
  });
  it.each([
    ['R3 a release that was never good', [live('bad', { verified: false }), live('now')], 'bad'],
    ['R3 a release that it does not know', [live('a'), live('now')], 'z'],
    ['R4 the first release', [live('now')], undefined],
    ['V3 a release that is not live any more', [live('now'), live('b')], undefined],
    ['R4 an environment where nothing is live', [], undefined],
  ] as const)('goes back to nothing: %s', async (_, lives, to) => {
    const plan = planning(...lives);
    const answer = await plan({ ...INPUT, ...(to !== undefined && { to }) });
    expect(answer).toMatchObject({ kind: 'nothing' });
  });
});
