import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainOf, readAnsi } from '../../../src/web/assets/ansi.js';

const ESC = '\u001B';
/** The pieces of a line, each as its text and its classes. */
const pieces = (line: string) =>
  readAnsi(line, {}).pieces.map(({ text, style }) => (style === '' ? text : [text, style]));

describe('the colors of a terminal', () => {
  it.each([
    ['plain', ['plain']],
    ['', []],
    [
      `${ESC}[31mred${ESC}[0m and ${ESC}[1;32mbold${ESC}[m`,
      [['red', 'fg1'], ' and ', ['bold', 'fg2 bold']],
    ],
    [`${ESC}[91mbright${ESC}[39m not`, [['bright', 'fg9'], ' not']],
    [`${ESC}[44;37mback${ESC}[49m`, [['back', 'fg7 bg4']]],
    [`${ESC}[2;3;4mall${ESC}[22;23;24mnone`, [['all', 'dim italic under'], 'none']],
    [`${ESC}[38;5;1mof 256${ESC}[0m`, [['of 256', 'fg1']]],
    [`${ESC}[38;5;46mgreen${ESC}[0m`, [['green', 'fg10']]],
    [`${ESC}[38;5;240mgrey${ESC}[0m`, [['grey', 'fg8']]],
    [`${ESC}[38;2;255;0;0mred${ESC}[0m`, [['red', 'fg9']]],
    [`${ESC}[38:2:0:0:180mblue${ESC}[0m`, [['blue', 'fg4']]],
    [`${ESC}[38mcut off`, ['cut off']],
  ])('of %j are %j', (line, expected) => {
    expect(pieces(line)).toEqual(expected);
  });

  it('go on in the next line', () => {
    const { ink } = readAnsi(`${ESC}[31mone`, {});
    expect(readAnsi('two', ink).pieces).toEqual([{ text: 'two', style: 'fg1' }]);
  });
});

describe('what else a terminal acts on', () => {
  it.each([
    ['moves of the cursor', `a${ESC}[2K${ESC}[1Gb`, 'ab'],
    ['a title', `${ESC}]0;title\u0007a`, 'a'],
    ['a link', `${ESC}]8;;http://evil.example${ESC}\\a${ESC}]8;;${ESC}\\`, 'a'],
    ['a title that never ends', `a${ESC}]0;title`, 'a'],
    ['another set of signs', `${ESC}(Ba`, 'a'],
    ['a bell and a backspace', 'a\u0007\u0008b', 'ab'],
    ['a line that wrote over itself', '10 %\r50 %\r100 %', '100 %'],
    ['a line of Windows', 'a\r', 'a'],
    ['the beginning of something', `a${ESC}`, 'a'],
  ])('%s leaves nothing', (_, line, expected) => {
    expect(plainOf(line)).toBe(expected);
    expect(pieces(line).join('')).toBe(expected);
  });

  it('leaves tabs and everything that people write', () => {
    expect(plainOf('\tü “ok” 日本 <b>')).toBe('\tü “ok” 日本 <b>');
  });
});

it('pieces say the same as the plain text, whatever was written', () => {
  const written = fc.array(
    fc.oneof(fc.string(), fc.constantFrom(ESC, '[', ']', '31', ';', 'm', '\r', '\u0007', '38;5;')),
  );
  fc.assert(
    fc.property(written, (parts) => {
      const line = parts.join('').replaceAll('\n', '');
      const said = readAnsi(line, {}).pieces.map(({ text }) => text);
      expect(said.join('')).toBe(plainOf(line));
    }),
  );
});
