import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TITLE = /['"`]((?:[SBEGWVRA]\d{1,2} )+)[^'"`]*[a-z]/g;
/** From its indent to the line that closes it there. */
const CONDITIONAL =
  /^( *)(?:describe|it|test)\.(skip|skipIf|runIf)\b(?:\((.*?)\)\()?[^]*?^\1\}\);?$/gm;
const page = readFileSync(join(ROOT, 'docs/rules.md'), 'utf8');
const inPage = [...page.matchAll(/^- \*\*([A-Z]\d+)\*\* /gm)].map(([, id = '']) => id);
const ciRun = readFileSync(join(ROOT, '.ci/run'), 'utf8');
const inTitles = new Set(
  testFiles(join(ROOT, 'test')).flatMap((file) => idsOfTitles(readFileSync(file, 'utf8'))),
);

it('every rule of docs/rules.md has a test whose title begins with its id', () => {
  expect(inPage.filter((id) => !inTitles.has(id))).toEqual([]);
});

it('every id in the title of a test is a rule of docs/rules.md', () => {
  expect([...inTitles].filter((id) => !inPage.includes(id)).toSorted()).toEqual([]);
});

it.each([
  ['all ids at the beginning of a title', "it('E1 E3 nobody waits', () => {});", ['E1', 'E3']],
  ['those of a table of cases', "  ['G4 another is live', {}],", ['G4']],
  ['none of a word that begins so', "it('E1', () => {}); it('of S3 something')", []],
  ['none of what is skipped', block("describe.skip('a gate'"), ['W6']],
  ['none of what nobody wants there', block("describe.skipIf(LIMIT === 0)('a gate'"), ['W6']],
  [
    'none of a single test that is skipped',
    block("describe('a gate'", "test.skipIf(!there())('G1 is')"),
    ['G2', 'W6'],
  ],
  ['what .ci/run wants', block("describe.runIf(BROWSER.wanted)('a gate'"), ['G1', 'G2', 'W6']],
])('a title counts with %s', (_, text, ids) => {
  expect(idsOfTitles(text)).toEqual(ids);
});

function block(head: string, first = "it('G1 opens')"): string {
  return `${head}, () => {\n  ${first}, () => {\n  });\n  it('G2 is told', () => {\n  });\n});\nit('W6 goes on');`;
}

it('the rules stand in the order of their ids, and each is there once', () => {
  const place = (id: string) => 'SBEGWVRA'.indexOf(id.slice(0, 1)) * 100 + Number(id.slice(1));
  expect(inPage).toEqual([...new Set(inPage)].toSorted((a, b) => place(a) - place(b)));
});

function testFiles(folder: string): string[] {
  return (
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      // What begins with an id in this file is an example.
      .filter((name) => /\.test\.tsx?$/.test(name) && name !== 'docs/rules.test.ts')
      .map((name) => join(folder, name))
  );
}

/** The ids that titles, or rows of a table of cases, begin with, if they go on with words. */
function idsOfTitles(text: string): string[] {
  const titles = withoutSkipped(text).matchAll(TITLE);
  return [...titles].flatMap(([, ids = '']) => ids.trim().split(' '));
}

/** Code without what does not run where all tests have to. Blocks end where their indent does. */
function withoutSkipped(text: string): string {
  return text.replaceAll(CONDITIONAL, (whole, _indent: string, kind: string, condition = '') =>
    kind !== 'skip' && runsEverywhere(condition) ? whole : '',
  );
}

/** Whether `.ci/run` asks for what a condition is about. */
function runsEverywhere(condition: string): boolean {
  const names: readonly string[] = condition.match(/[A-Z_]{2,}/g) ?? [];
  return names.some((name) => {
    const wanted = name === 'PROMTOOL' ? 'PROMETHEUS' : name;
    return ciRun.includes(`SLIPWAY_${wanted}_REQUIRED=1`);
  });
}
