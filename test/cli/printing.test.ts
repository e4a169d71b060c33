import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createPaint } from '../../src/cli/paint.ts';
import { printable } from '../../src/cli/printable.ts';
import { tableLines } from '../../src/cli/table.ts';
import { age, between } from '../../src/cli/times.ts';

describe('printable', () => {
  it('takes out what steers a terminal, at any depth, and nothing else', () => {
    const value = {
      a: ['\u001b[31mred\u0007\u009b', { b: 'Grüße\n\tこんにちは\u202e' }],
      n: 1,
      no: null,
    };
    expect(printable(value)).toEqual({
      a: ['[31mred', { b: 'Grüße\n\tこんにちは' }],
      n: 1,
      no: null,
    });
  });
});

describe('a table', () => {
  it('is aligned by what is seen, not by what colours it', () => {
    const { bad } = createPaint(true);
    const lines = tableLines([
      ['a', ['bb', bad], 'c'],
      ['aaa', 'b', 'c'],
    ]);
    expect(lines.map(stripVTControlCharacters)).toEqual(['a    bb  c', 'aaa  b   c']);
  });
  it('has no space at the end of a line', () => {
    expect(
      tableLines([
        ['a', ''],
        ['aaa', 'b'],
      ]),
    ).toEqual(['a', 'aaa  b']);
  });
});

describe('a time', () => {
  it('is told as how long ago it was, and never as the future', () => {
    expect(age('2026-03-01T09:00:00Z', Date.UTC(2026, 2, 1, 10, 30))).toBe('1h 30m');
    expect(age('2026-03-01T09:00:00Z', Date.UTC(2026, 2, 1, 9, 0, 2.9))).toBe('2s');
    expect(age('2026-03-01T09:00:00Z', 0)).toBe('0s');
    expect(between('2026-03-01T09:00:00Z', '2026-03-01T09:00:02.4Z')).toBe('2.4s');
  });
});
