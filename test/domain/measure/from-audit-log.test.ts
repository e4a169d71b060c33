import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../../src/domain/audit-log/entry.ts';
import {
  measuredFromAuditLog,
  measuredFromEnd,
  rolledBackFrom,
  withMeasurements,
} from '../../../src/domain/measure/from-audit-log.ts';
import type { TimeInPhase } from '../../../src/domain/release/release.ts';
import { measured } from '../../support/journey.ts';

const ENDED: AuditEntry<'ended'> = {
  id: 'run/9',
  kind: 'ended',
  atMs: 9_000,
  facts: { outcome: 'succeeded' },
};
const SPENT: readonly TimeInPhase[] = [
  { phase: 'building', ms: 7 },
  { phase: 'deploying', environment: 'production', ms: 8 },
];
const DELIVERED = measured({
  committedAtMs: 5,
  startedAtMs: 1_000,
  deploymentOutcomes: [{ environment: 'production', deployedAtMs: 8_000, goodAtMs: 8_500 }],
  timeInPhases: SPENT,
});
const read = (told: object) =>
  measuredFromEnd({ ...ENDED, facts: { ...ENDED.facts, measured: told as never } });

describe('the entry that a release has ended', () => {
  it('A5 tells by itself what the release has delivered, as it was put there', () => {
    const kept = JSON.parse(JSON.stringify(withMeasurements(ENDED, DELIVERED)));
    expect(kept).toMatchObject(ENDED);
    const end = { outcome: 'succeeded', endedAtMs: 9_000 };
    expect(measuredFromEnd(kept)).toEqual({ ...DELIVERED, ...end });
  });
  it('tells nothing by itself if an older version wrote it', () => {
    expect(measuredFromEnd(ENDED)).toBeUndefined();
  });
  it.each([
    ['no service', { service: 1 }],
    ['no start', { startedAtMs: '1' }],
    ['no deploymentOutcomes', { deploymentOutcomes: {} }],
  ])('tells nothing with %s', (_, wrong) => {
    expect(read({ ...DELIVERED, ...wrong })).toBeUndefined();
  });
  it('leaves out what does not fit', () => {
    const { committedAtMs: _, timeInPhases: __, ...rest } = DELIVERED;
    const odd = [{ environment: 1 }, { ...DELIVERED.deploymentOutcomes[0], goodAtMs: 'x' }, null];
    const told = read({
      ...DELIVERED,
      committedAtMs: null,
      deploymentOutcomes: [...DELIVERED.deploymentOutcomes, ...odd],
      timeInPhases: [...SPENT, { phase: 'verifying', ms: '9' }],
    });
    expect(told).toEqual({ ...rest, outcome: 'succeeded', endedAtMs: 9_000 });
  });
});

describe('journeyOfEntries', () => {
  it('knows nothing where no release has started', () => {
    expect(measuredFromAuditLog('hello-1', [ENDED])).toBeUndefined();
  });
  it('believes the last end: a run that was reset tells once more', () => {
    const facts = { service: 'hello', commit: 'c' };
    const started: AuditEntry = { id: 'run/1', kind: 'started', atMs: 1, facts };
    const again = { ...ENDED, id: 'other/9', atMs: 10_000, facts: { outcome: 'failed' } } as const;
    expect(measuredFromAuditLog('hello-1', [started, ENDED, again])).toEqual({
      releaseId: 'hello-1',
      ...facts,
      startedAtMs: 1,
      endedAtMs: 10_000,
      outcome: 'failed',
      deploymentOutcomes: [],
    });
  });
});

describe('takenBackOf', () => {
  const back = (
    outcome: 'rolled-back' | 'failed' | 'nothing',
    from: unknown = 'hello-2',
  ): AuditEntry => ({
    id: outcome,
    kind: 'rollback-ended',
    atMs: 7,
    environment: 'production',
    facts: { from: from as string, to: 'hello-1', outcome },
  });
  const told = { releaseId: 'hello-2', environment: 'production', atMs: 7 };
  it.each([
    ['rolled-back' as const, { ...told, restored: true }],
    // Somebody wanted it gone, and it is not known to be.
    ['failed' as const, { ...told, restored: false }],
    ['nothing' as const, undefined],
  ])('A5 a rollback that ended as %s', (outcome, taken) => {
    expect(rolledBackFrom([back(outcome)])).toEqual(taken ? [taken] : []);
  });
  it('reads nothing else out of the record of an environment', () => {
    const held: AuditEntry = { id: 'h', kind: 'frozen', atMs: 1, environment: 'production' };
    expect(rolledBackFrom([held, back('rolled-back', 7)])).toEqual([]);
  });
});
