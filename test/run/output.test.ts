import { expect, test } from 'vitest';
import { tailOf } from '../../src/run/output.ts';

function tail(...chunks: readonly (string | Buffer)[]): string {
  const end = tailOf();
  for (const chunk of chunks) end.add(Buffer.from(chunk));
  return end.text();
}

test('the tail of an output is its last 2 KiB, wherever it was cut', () => {
  const text = Array.from({ length: 1_000 }, (_, line) => `line ${line}\n`).join('');
  const wanted = text.slice(-2_048).trim();
  expect(tail(text)).toBe(wanted);
  expect(tail(...text.split(/(?<=\n)/))).toBe(wanted);
  expect(tail('one\n', 'two\n')).toBe('one\ntwo');
  expect(tail()).toBe('');
});

test('the tail of an output is text, whatever the command put out', () => {
  expect(tail('\u001B[31mred\u001B[0m\r\n\u0007bell\tand\u0000nul')).toBe('red\nbell\tandnul');
  const cut = tail('é'.repeat(2_000), 'x');
  expect(cut).toMatch(/^é+x$/);
  expect(tail(Buffer.from([0x61, 0xff, 0x62]))).toBe('a\uFFFDb');
});

test('what was given to the tail may be used again', () => {
  const end = tailOf();
  const chunk = Buffer.from('first');
  end.add(chunk);
  chunk.fill('x');
  expect(end.text()).toBe('first');
});
