import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leadTimeOf, SHARES } from '../../../src/domain/measure/lead-time.ts';
import type { Phase, TimeInPhase } from '../../../src/domain/release/release.ts';
import { measured } from '../../support/journey.ts';

const production = (goodAtMs: number) => ({
  environment: 'production',
  deployedAtMs: goodAtMs,
  goodAtMs,
});
const SPENT: readonly TimeInPhase[] = [
  { phase: 'planning', ms: 1 },
  { phase: 'queued', ms: 2 },
  { phase: 'building', ms: 4 },
  { phase: 'testing', ms: 8 },
  { phase: 'deploying', environment: 'staging', ms: 16 },
  { phase: 'verifying', environment: 'staging', ms: 32 },
  { phase: 'watching', environment: 'staging', ms: 64 },
  { phase: 'awaiting-guidance', environment: 'staging', ms: 128 },
  { phase: 'awaiting-approval', environment: 'production', ms: 256 },
  { phase: 'soaking', environment: 'production', ms: 512 },
  { phase: 'awaiting-window', environment: 'production', ms: 1_024 },
  { phase: 'queued', environment: 'production', ms: 2_048 },
  { phase: 'deploying', environment: 'production', ms: 4_096 },
  { phase: 'verifying', environment: 'production', ms: 8_192 },
  { phase: 'watching', environment: 'production', ms: 16_384 },
];
const whole = SPENT.reduce((sum, { ms }) => sum + ms, 0);
const good = whole - 16_384;

describe('leadTimeOf', () => {
  it('A5 tells build, test, staging, each kind of wait, deploy and verify apart', () => {
    const one = measured({ committedAtMs: 0, startedAtMs: 100, timeInPhases: SPENT });
    expect(leadTimeOf(one, production(100 + good))).toEqual({
      ms: 100 + good,
      shares: {
        before: 100,
        build: 1 + 4,
        test: 8,
        staging: 16 + 32 + 64,
        'human-wait': 128 + 256,
        soak: 512,
        'window-wait': 1_024,
        'lock-wait': 2 + 2_048,
        deploy: 4_096,
        verify: 8_192,
      },
    });
  });

  it('ends where it was good: what came afterwards is no part of it', () => {
    const staging = { environment: 'staging', deployedAtMs: 31, goodAtMs: 63 };
    const one = measured({ committedAtMs: 0, startedAtMs: 0, timeInPhases: SPENT });
    expect(leadTimeOf(one, staging)).toMatchObject({
      ms: 63,
      shares: { deploy: 16, verify: 32, staging: 0, 'human-wait': 0 },
    });
  });

  it('a commit of the future took no time before its release', () => {
    const one = measured({ committedAtMs: 500, startedAtMs: 100, timeInPhases: SPENT });
    expect(leadTimeOf(one, production(100 + good))).toMatchObject({
      ms: good,
      shares: { before: 0 },
    });
  });

  it.each([
    ['that was never good', { committedAtMs: 0 }, undefined],
    ['of a commit whose age was not kept', {}, 9],
  ])('there is none of a release %s', (_, known, goodAtMs) => {
    const deploymentOutcome = { environment: 'production', deployedAtMs: 1 };
    const one = measured({ ...known, startedAtMs: 0 });
    expect(
      leadTimeOf(one, { ...deploymentOutcome, ...(goodAtMs && { goodAtMs }) }),
    ).toBeUndefined();
  });

  it.each<[string, readonly TimeInPhase[] | undefined]>([
    ['was not kept', undefined],
    ['is not known to the end', SPENT.slice(0, 3)],
    ['was spent in a phase of another version', [{ phase: 'dreaming' as Phase, ms: whole }]],
  ])('is told without shares where what it was spent on %s', (_, timeInPhases) => {
    const one = measured({
      committedAtMs: 0,
      startedAtMs: 100,
      ...(timeInPhases && { timeInPhases }),
    });
    expect(leadTimeOf(one, production(100 + good))).toEqual({ ms: 100 + good });
  });

  it('A5 its shares sum to the whole, wherever it was good', () => {
    const phase = fc.constantFrom(...SPENT.map((stretch) => stretch.phase));
    const environment = fc.constantFrom('staging', 'production');
    const stretch = fc.record({ phase, environment, ms: fc.nat(10_000) });
    const one = fc.record({ committedAtMs: fc.nat(10_000), startedAtMs: fc.nat(10_000) });
    const part = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(one, fc.array(stretch), part, (known, timeInPhases, share) => {
        const lasted = timeInPhases.reduce((sum, { ms }) => sum + ms, 0);
        const goodAtMs = known.startedAtMs + Math.floor(lasted * share);
        const lead = leadTimeOf(measured({ ...known, timeInPhases }), production(goodAtMs));
        const { ms, shares } = lead ?? { ms: -1 };
        expect(SHARES.reduce((sum, name) => sum + (shares?.[name] ?? NaN), 0)).toBe(ms);
        expect(ms).toBe(goodAtMs - Math.min(known.committedAtMs, known.startedAtMs));
      }),
    );
  });
});
