import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../../src/domain/audit.ts';
import {
  measuredFromAuditLog,
  measuredFromEnd,
  rolledBackFrom,
  withMeasurements,
} from '../../../src/domain/measure/measured-release.ts';
import type { TimeInPhase } from '../../../src/domain/release/release.ts';
import { measured } from '../../support/journey.ts';

const ENDED: AuditEntry = {
  id: 'run/9',
  kind: 'ended',
  atMs: 9_000,
  facts: { outcome: 'succeeded', summary: 'It is there.' },
};
const SPENT: readonly TimeInPhase[] = [
  { phase: 'building', ms: 7 },
  { phase: 'deploying', environment: 'production', ms: 8 },
];
const DELIVERED = measured({
  committedAtMs: 5,
  startedAtMs: 1_000,
  landings: [{ environment: 'production', deployedAtMs: 8_000, goodAtMs: 8_500 }],
  timeInPhases: SPENT,
});
const read = (told: object) =>
  measuredFromEnd({ ...ENDED, facts: { ...ENDED.facts, measured: told } });

describe('the entry that a release has ended', () => {
  it('A5 tells by itself what the release has delivered, as it was put there', () => {
    const kept = JSON.parse(JSON.stringify(withMeasurements(ENDED, DELIVERED))) as AuditEntry;
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
    ['no landings', { landings: {} }],
  ])('tells nothing with %s', (_, wrong) => {
    expect(read({ ...DELIVERED, ...wrong })).toBeUndefined();
  });
  it('leaves out what does not fit', () => {
    const { committedAtMs: _, timeInPhases: __, ...rest } = DELIVERED;
    const odd = [{ environment: 1 }, { ...DELIVERED.landings[0], goodAtMs: 'x' }, null];
    const told = read({
      ...DELIVERED,
      committedAtMs: null,
      landings: [...DELIVERED.landings, ...odd],
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
    const again = { ...ENDED, id: 'other/9', atMs: 10_000, facts: { outcome: 'failed' } };
    expect(measuredFromAuditLog('hello-1', [started, ENDED, again])).toEqual({
      releaseId: 'hello-1',
      ...facts,
      startedAtMs: 1,
      endedAtMs: 10_000,
      outcome: 'failed',
      landings: [],
    });
  });
});

describe('takenBackOf', () => {
  const back = (outcome: string, from: unknown = 'hello-2'): AuditEntry => ({
    id: outcome,
    kind: 'rolled-back',
    atMs: 7,
    environment: 'production',
    facts: { from, to: 'hello-1', outcome },
  });
  const told = { releaseId: 'hello-2', environment: 'production', atMs: 7 };
  it.each([
    ['rolled-back', { ...told, restored: true }],
    // Somebody wanted it gone, and it is not known to be.
    ['failed', { ...told, restored: false }],
    ['nothing', undefined],
  ])('A5 a rollback that ended as %s', (outcome, taken) => {
    expect(rolledBackFrom([back(outcome)])).toEqual(taken ? [taken] : []);
  });
  it('reads nothing else out of the record of an environment', () => {
    const held: AuditEntry = { id: 'h', kind: 'frozen', atMs: 1, environment: 'production' };
    expect(rolledBackFrom([held, back('rolled-back', 7)])).toEqual([]);
  });
});
