import { expect, test } from 'vitest';
import { type BytePath, bytePath, latin1, leaves, printable } from '../../src/store/byte-path.ts';

test.each([
  ['caf\xe9.txt', String.raw`caf\xe9.txt`],
  ['zw\xc3\xb6lf', 'zwölf'],
  ['a\nb', String.raw`a\nb`],
  [String.raw`a\b`, String.raw`a\\b`],
  ['\x1b[31m\xe2\x80\xae', String.raw`\u{1b}[31m\u{202e}`],
])('the name %j is shown as %s', (name, shown) => {
  expect(printable(name as BytePath)).toBe(shown);
});

test('a very long name is shown without its middle', () => {
  expect(printable(`a${'\xe9'.repeat(255)}z` as BytePath)).toMatch(/^a(\\xe9)+\S*…\S*(\\xe9)+z$/);
});

test('a path is one character for each byte, of whatever text', () => {
  expect(bytePath('ö')).toBe('\xc3\xb6');
  expect(latin1(Buffer.from([0x2f, 0xff]))).toBe('/\xff');
});

test.each([
  ['..', true],
  ['a/../../b', true],
  ['/a', true],
  ['a/../b', false],
  ['...', false],
  [String.raw`..\a`, false],
])('a path %s leaves its folder: %s', (path, expected) => {
  expect(leaves(path)).toBe(expected);
});
