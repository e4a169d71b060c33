import { describe, expect, it } from 'vitest';
import { commitState } from '../../../src/domain/release/commit-status.ts';
import type { Outcome } from '../../../src/domain/release/release.ts';

describe('commitState', () => {
  it('A4 a release that waits for approval is pending, never green', () => {
    expect(commitState({})).toBe('pending');
  });
  it.each<[Outcome, string]>([
    ['succeeded', 'success'],
    ['failed', 'failure'],
    ['rejected', 'failure'],
    ['rolled-back', 'failure'],
    ['expired', 'error'],
    ['superseded', 'error'],
    ['cancelled', 'error'],
  ])('A4 %s is %s', (outcome, state) => {
    expect(commitState({ outcome })).toBe(state);
  });
});
