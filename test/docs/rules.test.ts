import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ID = /[SBEGWVRA]\d{1,2}/;
const page = readFileSync(join(ROOT, 'docs/rules.md'), 'utf8');
const inPage = [...page.matchAll(/^- \*\*([A-Z]\d+)\*\* /gm)].map(([, id = '']) => id);
const inTitles = new Set(testFiles(join(ROOT, 'test')).flatMap(idsOfTitles));

it('every rule of docs/rules.md has a test whose title begins with its id', () => {
  expect(inPage.filter((id) => !inTitles.has(id))).toEqual([]);
});

it('every id in the title of a test is a rule of docs/rules.md', () => {
  expect([...inTitles].filter((id) => !inPage.includes(id)).toSorted()).toEqual([]);
});

it('the rules are numbered without a gap, and each is there once', () => {
  const expected = { S: 5, B: 5, E: 8, G: 18, W: 6, V: 3, R: 7, A: 5 };
  const ids = Object.entries(expected).flatMap(([letter, last]) =>
    Array.from({ length: last }, (_, index) => `${letter}${index + 1}`),
  );
  expect(inPage).toEqual(ids);
});

function testFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.test\.tsx?$/.test(name))
    .map((name) => join(folder, name));
}

/** A title, or a row of a table of cases, that begins with an id and goes on with words. */
function idsOfTitles(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const titles = text.matchAll(new RegExp(`['"\`](${ID.source}) [^'"\`]*[a-z]`, 'g'));
  return [...titles].map(([, id = '']) => id);
}
