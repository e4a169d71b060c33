import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { loadValidators } from '../../src/entry/validators.ts';
import { temporaryFolder } from '../store/folder-of.ts';
import { appWith } from '../support/api.ts';
import { commandLine } from '../support/command-line.ts';

const SLIPWAY =
  'services: { hello: { repository: hello, environments: { staging: { target: { kind: directory, path: x } } } } }\n';
const PIPELINE = 'build: { run: make, artifact: dist }\n';

const run = commandLine(appWith(), {
  validators: loadValidators,
  settings: () => {
    throw new Error('a file is checked without the server');
  },
});

afterEach(() => void vi.restoreAllMocks());

/** Files in a folder of their own. */
function files(texts: Record<string, string>): (name: string) => string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(texts)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return (name) => join(folder, name);
}

describe('slipway validate', () => {
  it('says of each file that it is valid', async () => {
    const at = files({ 'slipway.yaml': SLIPWAY, 'pipeline.yaml': PIPELINE });
    const { exit, out } = await run('validate', at('slipway.yaml'), at('pipeline.yaml'));
    expect([exit, out]).toEqual([
      'done',
      `${at('slipway.yaml')} is valid.\n${at('pipeline.yaml')} is valid.\n`,
    ]);
  });

  it('names file, line and column of everything that is wrong, as the server does', async () => {
    const at = files({ 'pipeline.yaml': 'build:\n  run: make\n  artefact: dist\n' });
    const file = at('pipeline.yaml');
    const { exit, out } = await run('validate', file);
    expect([exit, out.split('\n')]).toEqual([
      'broken',
      [
        `${file}:1:1: build.artifact: found nothing, expected a text`,
        `${file}:3:3: build.artefact: found an unknown key, expected artifact (the nearest)`,
        '',
      ],
    ]);
  });

  it('finds an error in one file among valid ones', async () => {
    const at = files({ 'slipway.yaml': 'services: 7\n', 'pipeline.yaml': PIPELINE });
    const { exit, out } = await run('validate', at('slipway.yaml'), at('pipeline.yaml'));
    expect(exit).toBe('broken');
    expect(out).toMatch(
      /slipway\.yaml:1:11: services: found the number 7.*\n.*pipeline\.yaml is valid/,
    );
  });

  it('gives a program the places as data', async () => {
    const at = files({ 'slipway.yaml': 'services: 7\n' });
    const file = at('slipway.yaml');
    const { out } = await run('validate', file, '--json');
    expect(JSON.parse(out)).toEqual({
      files: [
        {
          file,
          kind: 'slipway',
          valid: false,
          issues: [
            {
              file,
              line: 1,
              column: 11,
              path: 'services',
              message: 'found the number 7, expected a map',
            },
          ],
        },
      ],
    });
  });

  it.each([
    ['its name', 'ci/pipeline.prod.yaml', PIPELINE, []],
    ['what is in it', 'config.yaml', SLIPWAY, []],
    ['what a person says', 'config.yaml', PIPELINE, ['--as', 'pipeline']],
  ])('knows a file by %s', async (_, name, text, words) => {
    const at = files({ [name]: text });
    expect((await run('validate', at(name), ...words)).exit).toBe('done');
  });

  it('does not guess what a file is', async () => {
    const at = files({ 'config.yaml': 'a: 1\n' });
    const { exit, notes } = await run('validate', at('config.yaml'));
    expect([exit, notes[1]]).toEqual(['usage', 'Add --as slipway or --as pipeline.']);
  });

  it('looks for both in the folder where it runs', async () => {
    const at = files({ 'pipeline.yaml': PIPELINE });
    const before = process.cwd();
    process.chdir(at('.'));
    try {
      expect((await run('validate')).out).toBe('pipeline.yaml is valid.\n');
      process.chdir(temporaryFolder());
      expect((await run('validate')).exit).toBe('usage');
    } finally {
      process.chdir(before);
    }
  });

  it('says which file cannot be read', async () => {
    const { exit, notes } = await run('validate', '/nowhere/slipway.yaml');
    expect([exit, notes[0]]).toEqual([
      'usage',
      'slipway: Cannot read /nowhere/slipway.yaml: ENOENT.',
    ]);
  });
});
