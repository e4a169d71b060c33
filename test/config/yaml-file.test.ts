import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readYaml } from '../../src/config/yaml-file.ts';
import { SlipwayError } from '../../src/domain/errors.ts';
import { refusalOf } from './problems.ts';

const schema = z.strictObject({
  name: z.string().exactOptional(),
  sizes: z.array(z.int().min(1)).exactOptional(),
  secret: z.string().regex(/^s/, { error: 'an s' }).exactOptional(),
  shape: z
    .union([z.strictObject({ round: z.int() }), z.strictObject({ edges: z.int() })], {
      error: 'round or edges',
    })
    .exactOptional(),
});

function read(text: string) {
  return readYaml({ text, file: 'a.yaml', schema, code: 'CONFIG_INVALID', hidden: ['secret'] });
}

describe('reading a YAML file', () => {
  test('returns the data of a valid file', () => {
    expect(read('name: x\nsizes: [1, 2]')).toEqual({ name: 'x', sizes: [1, 2] });
  });

  test.each([
    ['a wrong type', 'name: [x]', '1:7: name: found a list, expected a text'],
    [
      'a number for a text',
      'name: 3',
      '1:7: name: found the number 3, expected a text (put it in quotes)',
    ],
    ['no value', '\nname:', '2:6: name: found nothing, expected a text'],
    [
      'a place in a list',
      'sizes:\n  - 1\n  - 0',
      '3:5: sizes.1: found the number 0, expected at least 1',
    ],
    ['a slip in a key', 'nmae: x', '1:1: nmae: found an unknown key, expected name (the nearest)'],
    [
      'a strange key',
      'colour: x',
      '1:1: colour: found an unknown key, expected one of name, sizes, secret, shape',
    ],
    [
      'a key of an alternative',
      'shape: { round: 1, egdes: 2 }',
      '1:20: shape.egdes: found an unknown key, expected round',
    ],
    [
      'two alternatives',
      'shape: { round: 1, edges: 2 }',
      '1:8: shape: found a map, expected round or edges',
    ],
    ['no alternative', 'shape: {}', '1:8: shape: found an empty map, expected round or edges'],
    [
      'a problem behind an alias',
      'sizes: &a [1]\nname: *a',
      '2:7: name: found a list, expected a text',
    ],
    ['nothing at all', '', '1:1: found nothing, expected a map'],
    ['something else', 'hello', '1:1: found "hello", expected a map'],
    [
      'a key that occurs twice',
      'name: x\nname: y',
      '2:1: found text that is not YAML here, expected YAML: Map keys must be unique',
    ],
    ['two documents', 'name: x\n---\nname: y', '2:1: found a second document, expected one'],
    [
      'a key of JavaScript',
      'name: x\n__proto__: { name: y }',
      '2:1: __proto__: found an unknown key, expected another name',
    ],
    [
      'an anchor that is missing',
      'name: *x',
      '1:1: found Unresolved alias (the anchor must be set before the alias): x',
    ],
    [
      'too much',
      `name: ${'x'.repeat(300_000)}`,
      '1:1: found more than 64 KiB, expected a short file',
    ],
  ])('reports the place, the found and the expected value: %s', (_, text, line) => {
    expect(refusalOf(() => read(text)).lines[0]).toContain(`a.yaml:${line}`);
  });

  test('reports every problem, in the order of the file', () => {
    const { code, lines } = refusalOf(() => read('size: 1\nsizes: [x, 0]\nname: 3'));
    expect(code).toBe('CONFIG_INVALID');
    expect(lines.map((line) => line.split(': ')[0])).toEqual(
      ['1:1', '2:9', '2:12', '3:7'].map((place) => `a.yaml:${place}`),
    );
  });

  test('reports the first fifty of thousands of problems, and does not take long', () => {
    const keys = Array.from({ length: 5_000 }, (_, index) => `k${index}: 1`);
    expect(refusalOf(() => read(keys.join('\n'))).lines).toHaveLength(50);
  });

  test('returns the problems as data too', () => {
    let details: unknown;
    try {
      read('nmae: x');
    } catch (error) {
      details = (error as SlipwayError).details;
    }
    const message = 'found an unknown key, expected name (the nearest)';
    expect(details).toEqual({
      issues: [{ file: 'a.yaml', line: 1, column: 1, path: 'nmae', message }],
    });
  });

  test('never shows the value of a hidden key', () => {
    const [line] = refusalOf(() => read('secret: hunter2')).lines;
    expect(line).toBe('a.yaml:1:9: secret: found a text of 7 characters, expected an s');
  });

  test('refuses a few lines that would grow to millions of values', () => {
    const levels = Array.from({ length: 9 }, (_, index) =>
      index === 0 ? 'a0: &a0 [x]' : `a${index}: &a${index} [${`*a${index - 1},`.repeat(9)}]`,
    );
    expect(refusalOf(() => read(levels.join('\n'))).lines[0]).toContain('Excessive alias count');
  });

  test.each(['[', '{a: ', '- ', '? ', '[{a: ', '- ? '])(
    'refuses %j over and over again, on which the parser would take the process with it',
    (opening) => {
      const [line] = refusalOf(() => read(opening.repeat(10_000))).lines;
      expect(line).toBe('a.yaml:1:1: found deep nesting, expected less');
    },
  );
});
