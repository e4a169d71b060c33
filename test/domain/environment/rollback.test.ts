import { describe, expect, it } from 'vitest';
import { emptyEnvironment, setLive } from '../../../src/domain/environment/environment.ts';
import type { LiveRelease } from '../../../src/domain/environment/live-release.ts';
import {
  isRollbackTarget,
  rollbackRelease,
  rolledBackTo,
} from '../../../src/domain/environment/rollback.ts';

const live = (releaseId: string, more: Partial<LiveRelease> = {}): LiveRelease => ({
  releaseId,
  commit: 'c',
  digest: 'sha256:a',
  atMs: 1,
  verified: true,
  ...more,
});
const bad = (releaseId: string) => live(releaseId, { verified: false });

/** An environment in which these were deployed, the oldest first. */
const after = (...lives: readonly LiveRelease[]) =>
  lives.reduce((state, one) => setLive(state, one), emptyEnvironment('hello', 'production'));

interface Case {
  readonly title: string;
  readonly deployed: readonly LiveRelease[];
  readonly asked?: { readonly from?: string; readonly to?: string };
  /** The release to roll back to, or words of the reason why there is none. */
  readonly expected: { readonly to: string } | { readonly refused: string };
}

const backToA = live('a', { rolledBack: 'b' });
const CASES: readonly Case[] = [
  {
    title: 'R1 the default is the newest verified release that is not live',
    deployed: [live('a'), live('b'), bad('c'), live('d')],
    expected: { to: 'b' },
  },
  {
    title: 'R1 a live release that failed its verification is rolled back from',
    deployed: [live('a'), bad('b')],
    expected: { to: 'a' },
  },
  {
    title: 'R1 a release that was deployed twice is not its own rollback release',
    deployed: [live('a'), live('b'), live('a')],
    expected: { to: 'b' },
  },
  {
    title: 'R2 the default is no release that was rolled back',
    deployed: [live('x'), live('a'), live('b'), backToA],
    expected: { to: 'x' },
  },
  {
    title: 'R2 after a rollback there may be nothing left by default',
    deployed: [live('a'), live('b'), backToA],
    expected: { refused: 'no earlier verified release' },
  },
  {
    title: 'R3 users may choose any verified release of the history',
    deployed: [live('a'), live('b'), live('c')],
    asked: { to: 'a' },
    expected: { to: 'a' },
  },
  {
    title: 'R3 users may choose a release that was rolled back',
    deployed: [live('a'), live('b'), backToA],
    asked: { to: 'b' },
    expected: { to: 'b' },
  },
  {
    title: 'R3 a release that was never verified cannot be chosen',
    deployed: [bad('a'), live('b')],
    asked: { to: 'a' },
    expected: { refused: 'a is not a verified release in the history of production' },
  },
  {
    title: 'R3 a release that was never there cannot be chosen',
    deployed: [live('a'), live('b')],
    asked: { to: 'z' },
    expected: { refused: 'z is not a verified release in the history of production' },
  },
  {
    title: 'R3 the live release cannot be chosen',
    deployed: [live('a'), live('b')],
    asked: { to: 'b' },
    expected: { refused: 'b is already live in production' },
  },
  {
    title: 'R4 the first release has no release to roll back to',
    deployed: [live('a')],
    expected: { refused: 'production has no earlier verified release' },
  },
  {
    title: 'R4 an environment without a live release cannot be rolled back',
    deployed: [],
    expected: { refused: 'Nothing is live in production' },
  },
  {
    title: 'V3 a release that is no longer live cannot be rolled back from',
    deployed: [live('a'), live('b'), live('c')],
    asked: { from: 'b' },
    expected: { refused: 'c is live now instead of b' },
  },
];

describe('rollbackRelease', () => {
  it.each(CASES)('$title', ({ deployed, asked, expected }) => {
    const choice = rollbackRelease(after(...deployed), { environment: 'production', ...asked });
    if ('to' in expected) {
      expect(choice.release?.releaseId).toBe(expected.to);
      expect(choice).toMatchObject({ from: deployed.at(-1)?.releaseId });
    } else {
      expect(choice.refused).toContain(expected.refused);
    }
  });

  it('R4 finds no release in an environment that was never deployed to', () => {
    const choice = rollbackRelease(undefined, { environment: 'production' });
    expect(choice.refused).toContain('Nothing is live in production');
  });
});

describe('isRollbackTarget', () => {
  it.each([
    ['a verified release of the history', live('a'), live('b'), true],
    ['a release that was never verified', bad('a'), live('b'), false],
    ['the live release', live('b'), live('b'), false],
    ['a release where nothing is live', live('a'), undefined, false],
  ] as const)('R3 tells whether users may roll back to %s', (_, entry, now, expected) => {
    expect(isRollbackTarget(entry, now)).toBe(expected);
  });
});

describe('rolledBackTo', () => {
  const a = live('a');
  const b = live('b');
  const c = live('c');
  it.each([
    ['that is live', [a, b], undefined],
    ['that a newer one replaced', [b, c], undefined],
    ['that was rolled back', [a, b, backToA], 'a'],
    ['that was rolled back before another came', [a, b, backToA, c], 'a'],
    ['that was rolled back and deployed again', [a, b, backToA, b, c], undefined],
    ['that was never there', [a], undefined],
  ] as const)('R3 tells what replaced, by a rollback, a release %s', (_, lives, expected) => {
    expect(rolledBackTo(after(...lives), 'b')).toBe(expected);
  });
});
