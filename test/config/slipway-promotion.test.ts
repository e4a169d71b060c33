import { describe, expect, test } from 'vitest';
import { readConfiguration } from '../../src/config/slipway-file.ts';
import { refusalOf } from './problems.ts';

const read = (text: string) => readConfiguration(text, 'slipway.yaml', '/srv/slipway');

/** A file with production only, which has these lines beside its target. */
function production(...lines: readonly string[]): string {
  return `services:
  hello:
    repository: repos/hello
    environments:
      production:
        target: { kind: command, deploy: make deploy }
${lines.map((line) => `        ${line}\n`).join('')}`;
}

/** Asks people where the condition holds. */
function under(when: string): string {
  return production('promotion:', `  - { when: ${when}, mode: approval }`, '  - mode: automatic');
}

function planOf(text: string) {
  return read(text).services['hello']?.environments[0];
}

describe('promotion to production', () => {
  test('G17 a gate is kept where no approval is required, in case a user requires it later', () => {
    const plan = planOf(production('promotion: [{ mode: automatic }]', 'gate: { approvals: 2 }'));
    expect(plan).toMatchObject({ mode: 'automatic', gate: { approvals: 2 } });
    expect(plan).not.toHaveProperty('promotion');
  });

  test.each([
    ['automatic', 'approval'],
    ['approval', 'automatic'],
  ])('is %s by a condition, and %s otherwise', (mode, otherwise) => {
    const rules = [
      `  - { when: change.failuresLately == 0, mode: ${mode}, reason: all is calm }`,
      `  - { mode: ${otherwise}, reason: else }`,
    ];
    expect(planOf(production('promotion:', ...rules))).toMatchObject({
      mode: otherwise,
      reason: 'else',
      promotion: [
        { when: 'change.failuresLately == 0', mode, reason: 'all is calm' },
        { mode: otherwise, reason: 'else' },
      ],
      gate: { approvals: 1 },
    });
  });

  test('needs no gate when no rule requires approval', () => {
    const rules = ['  - { when: "true", mode: automatic, reason: x }', '  - mode: automatic'];
    const plan = planOf(production('promotion:', ...rules));
    expect(plan?.promotion).toHaveLength(2);
    expect(plan).not.toHaveProperty('gate');
  });
});

describe('a condition is refused', () => {
  test('S3 at its place in the file', () => {
    expect(refusalOf(() => read(under('change.files > 1')))).toEqual({
      code: 'CONFIG_INVALID',
      lines: [
        'slipway.yaml:8:21: services.hello.environments.production.promotion.0.when: found a condition that cannot be used: change has no files, only paths, linesAdded, linesRemoved, authors, message, branch, hoursSinceDeployment, failuresLately (at character 1)',
      ],
    });
  });

  test.each([
    ['what is not CEL', 'change.linesAdded >', 'Unexpected token: EOF (at character 20)'],
    ['types that do not fit', 'change.branch > 1', 'no such overload: string > int'],
    ['what is not true or false', 'change.branch', 'it is of the type string, not bool'],
    ['what could hang', `'change.message.matches("(a+)+$")'`, 'matches is not offered'],
  ])('%s', (_, when, problem) => {
    const [line, ...others] = refusalOf(() => read(under(when))).lines;
    expect(line).toContain(`promotion.0.when: found a condition that cannot be used: ${problem}`);
    expect(others).toEqual([]);
  });

  test.each([
    ["''", 'promotion.0.when: found an empty text'],
    ['true', 'promotion.0.when: found the boolean true, expected a text (put it in quotes)'],
  ])('%s', (when, line) => {
    expect(refusalOf(() => read(under(when))).lines.join('\n')).toContain(line);
  });

  test('every one of them at once', () => {
    const rules = ['  - { when: x, mode: approval }', '  - { when: "1", mode: automatic }'];
    const { lines } = refusalOf(() => read(production('promotion:', ...rules)));
    expect(lines).toEqual([
      expect.stringContaining('promotion.0.when: found a condition that cannot be used: Unknown'),
      expect.stringContaining('promotion.1.when: the last rule must have no condition'),
      expect.stringContaining('promotion.1.when: found a condition that cannot be used: it is of'),
    ]);
  });
});
