import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CheckResult } from '../../../src/domain/plan/check-result.ts';
import {
  concludeWatch,
  emptyWatch,
  hasFailed,
  observe,
  resumeWatch,
  type WatchedCheck,
  type WatchState,
} from '../../../src/domain/plan/watch.ts';

const VERDICTS: Readonly<Record<string, CheckResult>> = {
  P: 'passed',
  F: 'failed',
  I: 'inconclusive',
};

/** What one check has seen whose looks found this, a letter each. */
function looked(looks: string, failureThreshold = 3, from?: WatchState) {
  const checks: readonly WatchedCheck[] = [{ name: 'it', failureThreshold }];
  let state = from ?? emptyWatch(checks);
  for (const [index, notification] of looks.split('').entries()) {
    const verdict = VERDICTS[notification] ?? 'passed';
    state = observe(state, 'it', { verdict, sentence: `it saw ${notification}${index}.` });
  }
  return {
    watched: checks,
    state,
    ...concludeWatch(checks, state),
    isOver: hasFailed(checks, state),
  };
}

const TABLE: readonly [looks: string, failureThreshold: number, finding: CheckResult][] = [
  ['P', 3, 'passed'],
  ['PPPP', 3, 'passed'],
  ['F', 1, 'failed'],
  ['FFF', 3, 'failed'],
  ['PFFF', 3, 'failed'],
  ['FFPFF', 3, 'passed'],
  ['PFF', 3, 'passed'],
  // To measure nothing neither adds to the failures nor ends them.
  ['FIFIF', 3, 'failed'],
  ['FFIP', 3, 'passed'],
  ['FIPFF', 3, 'passed'],
  ['', 3, 'inconclusive'],
  ['I', 3, 'inconclusive'],
  ['III', 3, 'inconclusive'],
  ['PPPIII', 3, 'inconclusive'],
  ['PPII', 3, 'passed'],
  ['IIIIP', 3, 'passed'],
  ['FFIII', 3, 'inconclusive'],
  // Too short to fail, and nothing good was seen either.
  ['FF', 3, 'inconclusive'],
  ['FI', 3, 'inconclusive'],
];

describe('what a watch finds', () => {
  test.each(TABLE)(
    'V1 looks that found "%s", with %d failures allowed: %s',
    (looks, failureThreshold, finding) => {
      expect(looked(looks, failureThreshold).finding).toBe(finding);
    },
  );

  test('V1 is never good and never bad as long as nothing was measured', () => {
    const blind = fc.nat({ max: 50 }).map((count) => 'I'.repeat(count));
    fc.assert(
      fc.property(blind, fc.integer({ min: 1, max: 20 }), (looks, failureThreshold) => {
        expect(looked(looks, failureThreshold).finding).toBe('inconclusive');
      }),
    );
  });

  test('V1 is the same without the looks that measured nothing, once it has failed', () => {
    const looks = fc.array(fc.constantFrom('P', 'F', 'I'), { maxLength: 40 });
    fc.assert(
      fc.property(looks, (notifications) => {
        const measured = notifications.filter((notification) => notification !== 'I');
        expect(looked(notifications.join('')).isOver).toBe(looked(measured.join('')).isOver);
      }),
    );
  });

  test('V1 a check that failed wins over one that measured nothing, and that over a good one', () => {
    const checks = ['good', 'blind', 'bad'].map((name) => ({ name, failureThreshold: 1 }));
    const verdicts = { good: 'passed', blind: 'inconclusive', bad: 'failed' } as const;
    const seen = (names: readonly (keyof typeof verdicts)[]) => {
      const asked = checks.filter(({ name }) => names.includes(name as never));
      const state = names.reduce<WatchState>(
        (so, name) => observe(so, name, { verdict: verdicts[name], sentence: `${name}!` }),
        emptyWatch(asked),
      );
      return concludeWatch(asked, state);
    };
    expect(seen(['good', 'blind', 'bad'])).toMatchObject({
      finding: 'failed',
      sentence: 'bad failed once. bad!',
    });
    expect(seen(['good', 'blind'])).toMatchObject({
      finding: 'inconclusive',
      sentence: 'blind inconclusive once. blind!',
    });
    expect(seen(['good'])).toMatchObject({
      finding: 'passed',
      sentence: 'Every check held: good.',
    });
  });

  test('without any check has nothing against the release', () => {
    expect(concludeWatch([], [])).toEqual({
      finding: 'passed',
      sentence: 'No checks to watch.',
      checks: [],
    });
  });
});

describe('what a watch says', () => {
  test('is how often each check looked, and what it saw last', () => {
    expect(looked('PPIFP').checks).toEqual([
      'it: of 5 looks 3 passed, 1 failed, 1 inconclusive. The last: it saw P4.',
    ]);
  });

  test('names the failure that was one too many', () => {
    expect(looked('PFFF').sentence).toBe('it failed 3 times in a row. it saw F3.');
  });

  test('names a check that never looked', () => {
    expect(looked('').sentence).toBe('it never passed.');
  });
});

describe('a watch that is interrupted', () => {
  test('V2 finds what it would have found without, wherever it was cut', () => {
    for (const [looks, failureThreshold] of TABLE)
      for (let cut = 0; cut <= looks.length; cut += 1) {
        const before = looked(looks.slice(0, cut), failureThreshold);
        const kept: unknown = JSON.parse(JSON.stringify(before.state));
        const state = resumeWatch(before.watched, kept);
        expect(
          looked(looks.slice(cut), failureThreshold, state).finding,
          `${looks} at ${cut}`,
        ).toBe(looked(looks, failureThreshold).finding);
      }
  });

  test.each([
    undefined,
    null,
    'x',
    [],
    [null],
    [{ name: 'it' }],
    [{ ...emptyWatch([{ name: 'it', failureThreshold: 3 }])[0], looks: -1 }],
    [{ ...emptyWatch([{ name: 'it', failureThreshold: 3 }])[0], failuresInARow: '3' }],
    [{ ...emptyWatch([{ name: 'other', failureThreshold: 3 }])[0], looks: 9 }],
  ])('begins again from what is no state of it: %j', (details) => {
    const checks = [{ name: 'it', failureThreshold: 3 }];
    expect(resumeWatch(checks, details)).toEqual(emptyWatch(checks));
  });

  test('knows a check by a name that every object has', () => {
    const checks = [{ name: 'constructor', failureThreshold: 1 }];
    const state = observe(emptyWatch(checks), 'constructor', {
      verdict: 'failed',
      sentence: 'x.',
    });
    expect(hasFailed(checks, state)).toBe(true);
  });
});
