import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DeploymentFact,
  type DeploymentOutcome,
  deploymentOutcomes,
} from '../../../src/domain/measure/deployment-outcome.ts';

/** What was learned, one second apart: `deployed verified`. */
const learned = (words: string, environment = 'production'): DeploymentFact[] =>
  words
    .split(' ')
    .filter((word) => word !== '')
    .map((kind, i) => ({ kind: kind as DeploymentFact['kind'], environment, atMs: i + 1 }));

describe('landingsOf', () => {
  it.each<[string, Omit<DeploymentOutcome, 'environment'> | undefined]>([
    ['', undefined],
    ['overridden', undefined],
    // What never went live is no deployment, and has not failed.
    ['failed', undefined],
    ['deployed', { deployedAtMs: 1 }],
    ['deployed verified', { deployedAtMs: 1, goodAtMs: 2 }],
    ['overridden deployed', { deployedAtMs: 2, overridden: true }],
    ['deployed failed', { deployedAtMs: 1, failedAtMs: 2 }],
    ['deployed verified failed', { deployedAtMs: 1, goodAtMs: 2, failedAtMs: 3 }],
    // Nobody could measure, and a person let it stay.
    ['deployed ignored', { deployedAtMs: 1, goodAtMs: 2 }],
    // The check was wrong, says who looked.
    ['deployed failed ignored', { deployedAtMs: 1, goodAtMs: 3 }],
    ['deployed failed deployed verified', { deployedAtMs: 1, ...recovered(2, 4) }],
    ['deployed failed deployed failed', { deployedAtMs: 1, failedAtMs: 2 }],
    ['deployed failed verified failed', { deployedAtMs: 1, goodAtMs: 3, failedAtMs: 2 }],
    ['deployed failed verified failed ignored', { deployedAtMs: 1, ...recovered(2, 3) }],
    [
      'deployed failed verified failed verified',
      { ...recovered(2, 5), deployedAtMs: 1, goodAtMs: 3 },
    ],
  ])('A5 %j fails at most once', (words, deploymentOutcome) => {
    expect(deploymentOutcomes(learned(words))).toEqual(
      deploymentOutcome ? [{ environment: 'production', ...deploymentOutcome }] : [],
    );
  });

  it('A5 what goes wrong in one environment is no failure in another', () => {
    const marks = [...learned('deployed verified', 'staging'), ...learned('deployed failed')];
    expect(deploymentOutcomes(marks)).toEqual([
      { environment: 'staging', deployedAtMs: 1, goodAtMs: 2 },
      { environment: 'production', deployedAtMs: 1, failedAtMs: 2 },
    ]);
  });

  it('an instant of a deploymentOutcome never lies before the release went live', () => {
    const kinds = ['overridden', 'deployed', 'verified', 'failed', 'ignored'] as const;
    const word = fc.constantFrom(...kinds);
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        const [deploymentOutcome, ...others] = deploymentOutcomes(learned(words.join(' ')));
        expect(others).toEqual([]);
        expect(deploymentOutcome !== undefined).toBe(words.includes('deployed'));
        if (!deploymentOutcome) return;
        const { deployedAtMs, goodAtMs = Infinity, failedAtMs = Infinity } = deploymentOutcome;
        const { recoveredAtMs = Infinity } = deploymentOutcome;
        expect(Math.min(goodAtMs, failedAtMs)).toBeGreaterThan(deployedAtMs);
        expect(recoveredAtMs).toBeGreaterThanOrEqual(Math.min(failedAtMs, recoveredAtMs));
        if (recoveredAtMs < Infinity) expect(failedAtMs).toBeLessThan(recoveredAtMs);
      }),
    );
  });
});

function recovered(failedAtMs: number, recoveredAtMs: number) {
  return { failedAtMs, recoveredAtMs, goodAtMs: recoveredAtMs };
}
