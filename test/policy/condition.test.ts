import { describe, expect, test } from 'vitest';
import type { Change } from '../../src/domain/plan/change.ts';
import { conditionProblem, evaluate } from '../../src/policy/condition.ts';

const CHANGE: Change = {
  paths: ['docs/a.md', 'docs/b/c.md'],
  linesAdded: 12,
  linesRemoved: 3,
  authors: ['ana@example.com', 'ben@example.com'],
  message: 'docs: say more\n\nAll of it.',
  branch: 'main',
  hoursSinceDeployment: 30,
  failuresLately: 0,
};

const FIRST: Change = { ...CHANGE, branch: null, hoursSinceDeployment: null };

describe('a condition', () => {
  test.each([
    ['true', true],
    ['false', false],
    ['change.paths.all(p, p.endsWith(".md"))', true],
    ['change.paths.exists(p, p.startsWith("src/"))', false],
    ['change.paths.all(p, glob(p, "docs/*"))', false],
    ['change.paths.all(p, glob(p, "docs/**"))', true],
    ['change.paths.all(p, ["*.txt", "docs/**"].exists(g, glob(p, g)))', true],
    ['change.paths.exists(p, p.split("/").exists(part, part == "b"))', true],
    ['change.paths.filter(p, glob(p, "docs/*")).size() == 1', true],
    ['size(change.paths) < 3', true],
    ['"ana@example.com" in change.authors', true],
    ['change.authors.all(a, a.endsWith("@example.com"))', true],
    ['["fix", "docs"].exists(kind, change.message.startsWith(kind + ":"))', true],
    ['change.branch == "main"', true],
    ['change.branch in ["main", "release"]', true],
    ['change.branch != null && change.hoursSinceDeployment != null', true],
    ['change.failuresLately == 0', true],
    // Whole numbers are whole numbers.
    ['change.linesAdded + change.linesRemoved == 15', true],
    ['change.linesAdded + 1 > 12', true],
    ['change.linesAdded / 5 == 2', true],
    ['change.linesAdded % 5 == 2', true],
    ['change.linesAdded < 12.5', true],
    ['change.hoursSinceDeployment * 2 == 60', true],
  ])('%s is %s', (text, matches) => {
    expect(conditionProblem(text)).toBeUndefined();
    expect(evaluate(text, CHANGE)).toEqual({ matches });
  });

  test.each([
    ['change.branch == null', true],
    ['change.branch == "main"', false],
    ['change.branch == null || change.branch.startsWith("release/")', true],
    ['change.hoursSinceDeployment == null || change.hoursSinceDeployment > 24', true],
    ['change.hoursSinceDeployment != null && change.hoursSinceDeployment > 24', false],
  ])('at the first release %s is %s', (text, matches) => {
    expect(conditionProblem(text)).toBeUndefined();
    expect(evaluate(text, FIRST)).toEqual({ matches });
  });

  test.each([
    ['change.hoursSinceDeployment > 24', 'no such overload: dyn<null> > int (at character 1)'],
    ['change.hoursSinceDeployment + 1 > 24', 'no such overload: dyn<null> + int'],
    ['!(change.hoursSinceDeployment > 24)', 'no such overload: dyn<null> > int (at character 3)'],
    ['change.branch.startsWith("release/")', "overload for 'null.startsWith(string)'"],
    ['change.paths[7] == "a"', 'index 7 >= size 2'],
    ['change.linesAdded / change.failuresLately > 1', 'division by zero'],
    ['int(change.message) > 1', 'int() type error: cannot convert to int'],
  ])('of which nobody can tell does not hold, and says why: %s', (text, problem) => {
    expect(conditionProblem(text)).toBeUndefined();
    const { matches, problem: said } = evaluate(text, FIRST);
    expect(matches).toBe(false);
    expect(said).toContain(problem);
  });

  test('is not asked for more than it needs to know', () => {
    expect(evaluate('true || change.paths[7] == "a"', FIRST)).toEqual({ matches: true });
  });
});

describe('what is no condition', () => {
  test.each([
    ['', 'Unexpected token: EOF (at character 1)'],
    ['change.linesAdded >', 'Unexpected token: EOF (at character 20)'],
    ['change.linesAdded', 'it is of the type int, not bool'],
    ['"main"', 'it is of the type string, not bool'],
    ['dyn(true)', 'it is of the type dyn, not bool'],
    ['changes.linesAdded > 1', 'Unknown variable: changes (at character 1)'],
    ['change.linesAded > 1', 'change has no linesAded, only paths, linesAdded,'],
    ['has(change.linesAded)', 'change has no linesAded, only paths, linesAdded,'],
    ['change["linesAded"] > 1', 'change can only be used with one of its fields'],
    ['change == change', 'change can only be used with one of its fields'],
    ['change.paths > 1', 'no such overload: list<string> > int'],
    ['change.linesAdded > "1"', 'no such overload: int > string'],
    ['change.branch > 1', 'no such overload: string > int'],
    ['change.hoursSinceDeployment == "1"', 'no such overload: int == string'],
    ['change.paths.all(p, p)', 'predicate must return bool'],
    ['glob("a")', "found no matching overload for 'glob(string)'"],
    ['nothing()', "found no matching overload for 'nothing()'"],
  ])('%s', (text, problem) => {
    expect(conditionProblem(text)).toContain(problem);
    // Also where it comes from a plan of long ago.
    expect(evaluate(text, CHANGE)).toEqual({ matches: false, problem: conditionProblem(text) });
  });
});

test.each([
  ['long', `${'true && '.repeat(300)}true`, 'it is longer than 2000 characters'],
  ['wide', `${'!'.repeat(400)}true`, 'Exceeded maxAstNodes (300)'],
  ['deep', `${'('.repeat(100)}true${')'.repeat(100)}`, 'Exceeded maxDepth (40)'],
])('a condition can be too %s', (_, text, problem) => {
  expect(conditionProblem(text)).toContain(problem);
});

describe('what could run for ever', () => {
  test.each([
    ['change.message.matches("^(a+)+$")', 'matches is not offered'],
    ['change.paths.exists(p, [p].exists(q, q.matches("(x*)*y")))', 'matches is not offered'],
    ['change.paths.all(p, change.paths.exists(q, q == p))', 'cannot go over what has changed'],
    ['change.paths.all(p, p in change.paths)', 'change.paths cannot be used within a loop'],
    ['change.paths.map(p, change.authors).size() > 1', 'change.authors cannot be used within'],
    [
      '[change.paths].all(l, l.all(p, p in l))',
      'change.paths cannot be used within a loop, a list',
    ],
    ['{"l": change.paths}["l"].size() > 1', 'change.paths cannot be used within a loop, a list'],
    ['[change].all(c, c.paths.size() > 1)', 'change can only be used with one of its fields'],
    ['dyn(change).paths == []', 'change can only be used with one of its fields'],
    ['change.paths.all(change, change == "")', 'change can only be used with one of its fields'],
    [
      'change.paths.all(p, change.message.split("").exists(c, c == p))',
      'cannot go over what has changed',
    ],
    ['cel.bind(l, change.paths, l.all(p, p in l))', 'cel.bind is not offered'],
    ['[1].all(a, [1].all(b, [1].all(c, true)))', 'a third loop within loops is not offered'],
  ])('%s', (text, problem) => {
    expect(conditionProblem(text)).toContain(problem);
  });

  test('a regular expression that hangs is never tried', () => {
    const hanging = { ...CHANGE, message: `${'a'.repeat(60)}b` };
    const startedAt = performance.now();
    expect(evaluate('change.message.matches("^(a+)+$")', hanging).matches).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  test('ten thousand paths take no time that anybody notices', () => {
    const paths = Array.from({ length: 10_000 }, (_, i) => `src/${'a'.repeat(60)}/${i}.ts`);
    const startedAt = performance.now();
    const text = 'change.paths.all(p, ["**/*.md", "src/**/*.ts"].exists(g, glob(p, g)))';
    expect(evaluate(text, { ...CHANGE, paths })).toEqual({ matches: true });
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });
});
