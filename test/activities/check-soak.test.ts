import { expect, it } from 'vitest';
import { createCheckLive, createCheckSoak } from '../../src/activities/check-soak.ts';
import { emptyEnvironment, setLive } from '../../src/domain/environment/environment.ts';

const live = (releaseId: string) => ({
  releaseId,
  commit: 'c',
  digest: 'd',
  atMs: 100,
  verified: true,
  verifiedAtMs: 200,
});
const environments = (releaseId: string) => ({
  state: async () => setLive(emptyEnvironment('hello', 'staging'), live(releaseId)),
});
const QUESTION = {
  service: 'hello',
  environment: 'production',
  previous: 'staging',
  releaseId: 'a',
  soakMs: 50,
};

it('E8 a soak counts from when it was verified', async () => {
  const answer = await createCheckSoak(environments('a'))(QUESTION);
  expect(answer).toEqual({ environment: 'production', previous: 'staging', untilMs: 250 });
});
it('E8 says which release has taken its place', async () => {
  const answer = await createCheckSoak(environments('b'))(QUESTION);
  expect(answer).toMatchObject({ replacedBy: 'b' });
});
it('V3 knows whether a release is live', async () => {
  expect(await createCheckLive(environments('a'))(QUESTION)).toEqual({ live: true });
  expect(await createCheckLive(environments('b'))(QUESTION)).toEqual({
    live: false,
    replacedBy: 'b',
  });
  const back = setLive(emptyEnvironment('hello', 'staging'), { ...live('b'), rolledBack: 'a' });
  expect(await createCheckLive({ state: async () => back })(QUESTION)).toEqual({
    live: false,
    replacedBy: 'b',
    wentBackTo: 'b',
  });
});
