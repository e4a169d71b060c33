import fc from 'fast-check';
import { expect, test } from 'vitest';
import { glob } from '../../src/policy/glob.ts';

test.each([
  ['a.md', 'a.md', true],
  ['a.md', 'b.md', false],
  ['a.md', 'a.m', false],
  ['a.m', 'a.md', false],
  ['a.md', '*.md', true],
  ['.md', '*.md', true],
  ['docs/a.md', '*.md', false],
  ['docs/a.md', 'docs/*', true],
  ['docs/a/b.md', 'docs/*', false],
  ['docs/a/b.md', 'docs/**', true],
  ['docs', 'docs/**', false],
  ['docs-of-old/a', 'docs/**', false],
  ['a.md', '**/*.md', true],
  ['x/y/a.md', '**/*.md', true],
  ['x/y/a.mdx', '**/*.md', false],
  ['src/a.ts', 'src/**/a.ts', true],
  ['src/x/y/a.ts', 'src/**/a.ts', true],
  ['src/xa.ts', 'src/**/a.ts', false],
  ['a/x/b', 'a**b', true],
  ['src', '**', true],
  ['', '', true],
  ['a', '', false],
  // Nothing but the star means anything.
  ['axb', 'a.b', false],
  ['a[1]?(x)+', 'a[1]?(x)+', true],
  ['straße/ü.md', 'straße/*.md', true],
  ['a\nb', 'a*b', true],
])('glob %j %j is %s', (path, pattern, fits) => {
  expect(glob(path, pattern)).toBe(fits);
});

const LETTERS = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*'), maxLength: 10 });
const PATH = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 10 });

test('glob agrees with a regular expression that says the same', () => {
  fc.assert(
    fc.property(PATH, LETTERS, (path, pattern) => {
      const parts = pattern.match(/(?<=^|\/)\*\*\/|\*\*|\*|[^*]/g) ?? [];
      const words: Record<string, string> = { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*' };
      const expected = new RegExp(`^${parts.map((part) => words[part] ?? part).join('')}$`);
      expect(glob(path, pattern)).toBe(expected.test(path));
    }),
    { numRuns: 5_000 },
  );
});

test('glob takes a path that a regular expression would hang on', () => {
  const startedAt = performance.now();
  expect(glob(`${'a'.repeat(4_000)}b`, `${'*a'.repeat(50)}c`)).toBe(false);
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});

test('glob refuses a pattern that is no pattern but a text', () => {
  expect(() => glob('a', '*'.repeat(201))).toThrow('the pattern of glob is too long');
});
