import { expect, it, test } from 'vitest';
import { emptyEnvironment, setLive } from '../../../src/domain/environment/environment.ts';
import type { LiveRelease } from '../../../src/domain/environment/live-release.ts';
import { soakState } from '../../../src/domain/environment/soak.ts';

const deployed = (
  releaseId: string,
  atMs: number,
  more: Partial<LiveRelease> = {},
): LiveRelease => ({
  releaseId,
  commit: 'c',
  digest: 'd',
  atMs,
  verified: true,
  verifiedAtMs: atMs + 10,
  ...more,
});
const environment = (...lives: readonly LiveRelease[]) =>
  lives.reduce(setLive, emptyEnvironment('hello', 'staging'));

const a = deployed('a', 100);
const unverified = { releaseId: 'a', commit: 'c', digest: 'd', atMs: 100, verified: false };

test.each([
  ['counts from its verification', environment(a), { untilMs: 160 }],
  ['ends when another takes its place', environment(a, deployed('b', 159)), 'b'],
  ['that is over stays over', environment(a, deployed('b', 160)), { untilMs: 160 }],
  ['names what is live now', environment(a, deployed('b', 120), deployed('c', 400)), 'c'],
  ['does not count what was never verified', environment(unverified, deployed('b', 999)), 'b'],
  [
    'begins anew for what is brought back',
    environment(a, deployed('b', 120), deployed('a', 200)),
    { untilMs: 260 },
  ],
  ['is none where it never was', environment(), 'nothing'],
] as const)('E8 a soak %s', (_, state, expected) => {
  const soak = typeof expected === 'string' ? { untilMs: 0, replacedBy: expected } : expected;
  expect(soakState(state, 'a', 50)).toEqual(soak);
});

it('R3 a soak is over for what was taken back', () => {
  const back = environment(a, deployed('b', 999, { rolledBack: 'a' }));
  expect(soakState(back, 'a', 50)).toEqual({ untilMs: 0, replacedBy: 'b', wentBackTo: 'b' });
});

it('E8 a release that is not known any more has not soaked', () => {
  expect(soakState(environment(deployed('b', 1)), 'a', 0)).toEqual({ untilMs: 0, replacedBy: 'b' });
});
