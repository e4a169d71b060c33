import { describe, expect, it } from 'vitest';
import {
  journeyOfEnded,
  journeyOfEntries,
  takenBackOf,
  withJourney,
} from '../../src/domain/journey-record.ts';
import type { RecordEntry } from '../../src/domain/record.ts';
import type { Stretch } from '../../src/domain/release.ts';
import { journey } from '../support/journey.ts';

const ENDED: RecordEntry = {
  id: 'run/9',
  kind: 'ended',
  atMs: 9_000,
  facts: { outcome: 'succeeded', summary: 'It is there.' },
};
const SPENT: readonly Stretch[] = [
  { phase: 'building', ms: 7 },
  { phase: 'deploying', environment: 'production', ms: 8 },
];
const DELIVERED = journey({
  committedAtMs: 5,
  startedAtMs: 1_000,
  landings: [{ environment: 'production', deployedAtMs: 8_000, goodAtMs: 8_500 }],
  spent: SPENT,
});
const read = (told: object) =>
  journeyOfEnded({ ...ENDED, facts: { ...ENDED.facts, journey: told } });

describe('the entry that a release has ended', () => {
  it('A5 tells by itself what the release has delivered, as it was put there', () => {
    const kept = JSON.parse(JSON.stringify(withJourney(ENDED, DELIVERED))) as RecordEntry;
    expect(kept).toMatchObject(ENDED);
    const end = { outcome: 'succeeded', endedAtMs: 9_000 };
    expect(journeyOfEnded(kept)).toEqual({ ...DELIVERED, ...end });
  });
  it('tells nothing by itself if an older version wrote it', () => {
    expect(journeyOfEnded(ENDED)).toBeUndefined();
  });
  it.each([
    ['no service', { service: 1 }],
    ['no start', { startedAtMs: '1' }],
    ['no landings', { landings: {} }],
  ])('tells nothing with %s', (_, wrong) => {
    expect(read({ ...DELIVERED, ...wrong })).toBeUndefined();
  });
  it('leaves out what does not fit', () => {
    const { committedAtMs: _, spent: __, ...rest } = DELIVERED;
    const odd = [{ environment: 1 }, { ...DELIVERED.landings[0], goodAtMs: 'x' }, null];
    const told = read({
      ...DELIVERED,
      committedAtMs: null,
      landings: [...DELIVERED.landings, ...odd],
      spent: [...SPENT, { phase: 'verifying', ms: '9' }],
    });
    expect(told).toEqual({ ...rest, outcome: 'succeeded', endedAtMs: 9_000 });
  });
});

describe('journeyOfEntries', () => {
  it('knows nothing where no release has started', () => {
    expect(journeyOfEntries('hello-1', [ENDED])).toBeUndefined();
  });
  it('believes the last end: a run that was reset tells once more', () => {
    const facts = { service: 'hello', commit: 'c' };
    const started: RecordEntry = { id: 'run/1', kind: 'started', atMs: 1, facts };
    const again = { ...ENDED, id: 'other/9', atMs: 10_000, facts: { outcome: 'failed' } };
    expect(journeyOfEntries('hello-1', [started, ENDED, again])).toEqual({
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
  const back = (outcome: string, from: unknown = 'hello-2'): RecordEntry => ({
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
    expect(takenBackOf([back(outcome)])).toEqual(taken ? [taken] : []);
  });
  it('reads nothing else out of the record of an environment', () => {
    const held: RecordEntry = { id: 'h', kind: 'held', atMs: 1, environment: 'production' };
    expect(takenBackOf([held, back('rolled-back', 7)])).toEqual([]);
  });
});
