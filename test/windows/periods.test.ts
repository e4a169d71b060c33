import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cut, Days } from '../../src/domain/measure/period.ts';
import { periodsOf } from '../../src/windows/periods.ts';

const at = (text: string) => Date.parse(text);
/** A Wednesday. */
const NOW = at('2026-11-25T12:00:00Z');
const days = (more: Partial<Days>): Days => ({ by: 'day', zone: 'UTC', ...more });
const told = (asked: Partial<Days>) => periodsOf(days(asked), NOW).map(({ firstDay }) => firstDay);

describe('periodsOf', () => {
  it.each<[Partial<Days>, readonly string[]]>([
    [{ from: '2026-11-01', to: '2026-11-03' }, ['2026-11-01', '2026-11-02', '2026-11-03']],
    [{ from: '2026-11-03', to: '2026-11-03' }, ['2026-11-03']],
    // The first week and the last are not whole.
    [
      { from: '2026-11-04', to: '2026-11-17', by: 'week' },
      ['2026-11-04', '2026-11-09', '2026-11-16'],
    ],
    [
      { from: '2025-12-31', to: '2026-02-01', by: 'month' },
      ['2025-12-31', '2026-01-01', '2026-02-01'],
    ],
  ])('%j is cut at %j', (asked, expected) => {
    expect(told(asked)).toEqual(expected);
  });

  it.each<[Cut, number, string]>([
    ['day', 30, '2026-10-27'],
    ['week', 12, '2026-09-07'],
    ['month', 12, '2025-12-01'],
  ])('by %s it shows %i whole periods until today', (by, count, first) => {
    const periods = periodsOf(days({ by }), NOW);
    expect(periods).toHaveLength(count);
    expect(periods[0]?.firstDay).toBe(first);
    expect(periods.at(-1)?.toMs).toBe(at('2026-11-26T00:00Z'));
  });

  it('a day begins in its time zone, and has the length of that day there', () => {
    const asked = days({ from: '2026-03-29', to: '2026-03-29', zone: 'Europe/Berlin' });
    // The clocks go forward.
    expect(periodsOf(asked, NOW)).toEqual([
      {
        firstDay: '2026-03-29',
        lastDay: '2026-03-29',
        fromMs: at('2026-03-28T23:00Z'),
        toMs: at('2026-03-29T22:00Z'),
      },
    ]);
  });

  it('a day whose midnight is skipped begins at its first instant', () => {
    const asked = days({ from: '2018-11-04', to: '2018-11-04', zone: 'America/Sao_Paulo' });
    expect(periodsOf(asked, NOW)[0]?.fromMs).toBe(at('2018-11-04T03:00Z'));
  });

  it('today is the current day of the time zone', () => {
    const [last] = periodsOf(days({ zone: 'Pacific/Auckland' }), NOW).slice(-1);
    expect(last?.lastDay).toBe('2026-11-26');
  });

  it.each([
    [{ from: '2026-11-04', to: '2026-11-03' }, 'from: expected a day that is not after to'],
    [{ from: '2020-01-01', to: '2026-11-03' }, 'from: expected at most 400 periods until to'],
    [{ from: '2026-12-01' }, 'from: expected a day that is not after to'],
  ])('refuses %j', (asked, message) => {
    expect(() => told(asked)).toThrow(message);
  });

  it('every instant of the days is in exactly one period, and no other instant is in any', () => {
    const day = fc
      .date({ min: new Date('2024-01-01'), max: new Date('2026-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
    const asked = fc.record({
      by: fc.constantFrom<Cut>('week', 'month'),
      zone: fc.constantFrom('UTC', 'Europe/Berlin', 'Australia/Lord_Howe', 'America/Sao_Paulo'),
      span: fc.tuple(day, day),
    });
    fc.assert(
      fc.property(asked, ({ span, ...rest }) => {
        const [from, to] = span.toSorted() as [string, string];
        const periods = periodsOf({ ...rest, from, to }, NOW);
        const [whole] = periodsOf({ from, to: from, by: 'day', zone: rest.zone }, NOW);
        expect(periods[0]).toMatchObject({ firstDay: from, fromMs: whole?.fromMs });
        expect(periods.at(-1)?.lastDay).toBe(to);
        for (const [i, { fromMs, toMs, firstDay, lastDay }] of periods.entries()) {
          expect(fromMs).toBeLessThan(toMs);
          expect(toMs).toBe(periods[i + 1]?.fromMs ?? toMs);
          expect(firstDay <= lastDay).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });
});
