import { describe, expect, test } from 'vitest';
import { createAttempts } from '../../src/signin/rate-limit.ts';

/** Attempts on a clock that a test moves. */
function stage() {
  let nowMs = 0;
  const attempts = createAttempts(() => nowMs);
  return {
    pass: (ms: number) => void (nowMs += ms),
    begin: (address = '192.0.2.1') => attempts.begin(address),
    fail(times: number, address?: string) {
      for (let i = 0; i < times; i += 1) attempts.begin(address ?? '192.0.2.1');
    },
  };
}
const TOO_MANY = expect.objectContaining({ code: 'TOO_MANY_ATTEMPTS' });

describe('attempts to sign in', () => {
  test('are ten from one address within a minute; then it is said how long to wait', () => {
    const { fail, begin, pass } = stage();
    fail(1);
    pass(10_000);
    fail(9);
    expect(begin).toThrow(
      expect.objectContaining({ code: 'TOO_MANY_ATTEMPTS', details: { retryAfterS: 50 } }),
    );
    pass(49_000);
    expect(begin).toThrow(TOO_MANY);
    pass(1_000);
    expect(begin).not.toThrow();
    expect(begin).toThrow(TOO_MANY);
  });

  test('do not count when they have succeeded, also while others are under way', () => {
    const { fail, begin } = stage();
    fail(9);
    const succeeded = begin();
    expect(begin).toThrow(TOO_MANY);
    succeeded();
    expect(begin).not.toThrow();
  });

  test('from one address leave other people alone, until there are very many', () => {
    const { fail, begin } = stage();
    for (let i = 1; i <= 9; i += 1) fail(10, `192.0.2.${i}`);
    fail(10, '198.51.100.7');
    expect(() => begin('198.51.100.8')).toThrow(TOO_MANY);
    const other = stage();
    other.fail(10);
    expect(() => other.begin('198.51.100.8')).not.toThrow();
  });

  test.each([
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff', true],
    ['2001:db8::1', '2001:db8::2', true],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
    ['::1', '::2', true],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.2', false],
  ])('from %s and from %s are of one network: %s', (one, other, isSame) => {
    const { fail, begin } = stage();
    fail(10, one);
    if (isSame) expect(() => begin(other)).toThrow(TOO_MANY);
    else expect(() => begin(other)).not.toThrow();
  });
});
