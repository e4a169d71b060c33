import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AWKWARD_NAMES, treeOf } from '../support/byte-tree.ts';
import { createRepository } from '../support/repository.ts';
import { useStage } from '../support/stage.ts';

const NAMES = Object.values(AWKWARD_NAMES);

/** Writes a file of each name, another in a folder of that name, and a link to it. */
const BUILD = `#!/usr/bin/env node
const fs = require('node:fs');
const at = (path) => Buffer.from('dist/' + path, 'latin1');
fs.mkdirSync('dist');
for (const [i, name] of ${JSON.stringify(NAMES)}.entries()) {
  fs.writeFileSync(at(name), name, 'latin1');
  fs.mkdirSync(at('in-' + i + '/' + name), { recursive: true });
  fs.writeFileSync(at('in-' + i + '/' + name + '/' + name), name, 'latin1');
  fs.symlinkSync(Buffer.from(name, 'latin1'), at('to-' + i));
}
`;

/** The tree that the build writes. */
function expectedTree(): Record<string, unknown> {
  return Object.fromEntries(
    NAMES.flatMap((name, i) => {
      const file = { kind: 'file', text: name, mayRun: false };
      return [
        [name, file],
        [`in-${i}`, { kind: 'directory' }],
        [`in-${i}/${name}`, { kind: 'directory' }],
        [`in-${i}/${name}/${name}`, file],
        [`to-${i}`, { kind: 'link', text: name }],
      ];
    }),
  );
}

const commits: Record<'names' | 'pipes' | 'plain', string> = { names: '', pipes: '', plain: '' };

const stage = useStage((root) => {
  const pipeline = (parts: object) => JSON.stringify(parts);
  const names = createRepository(join(root, 'names'), {
    build: BUILD,
    'pipeline.yaml': pipeline({
      build: { run: './build', artifact: 'dist' },
      test: { there: { run: String.raw`test -f "$(printf 'dist/caf\351.txt')"` } },
    }),
  });
  chmodSync(join(names.folder, 'build'), 0o755);
  commits.names = names.commit({});
  commits.pipes = createRepository(join(root, 'pipes'), {
    'pipeline.yaml': pipeline({
      build: { run: 'mkdir dist && touch dist/a && mkfifo dist/b', artifact: 'dist' },
    }),
  }).commit({});
  commits.plain = createRepository(join(root, 'plain'), {
    'pipeline.yaml': pipeline({ build: { run: 'mkdir dist && cp a.txt dist', artifact: 'dist' } }),
  }).commit({ 'a.txt': 'plain' });
  const services = Object.keys(commits).map((service) => [
    service,
    {
      repository: service,
      environments: {
        staging: { target: { kind: 'directory', path: `environments/${service}/staging` } },
        production: { target: { kind: 'directory', path: `environments/${service}/production` } },
      },
    },
  ]);
  return JSON.stringify({ store: 'file:store', services: Object.fromEntries(services) });
});

async function start(service: keyof typeof commits): Promise<string> {
  const { body } = await stage.post('/releases', { service, commit: commits[service] });
  return (body as { id: string }).id;
}

async function toProduction(id: string): Promise<unknown> {
  return (await stage.until(id, 'done')).outcome;
}

test('B2 production gets file names of any bytes that a build writes, and another service is not affected', async () => {
  const worker = stage.worker().pid;
  const [names, pipes, plain] = await Promise.all([start('names'), start('pipes'), start('plain')]);

  expect(await toProduction(names)).toBe('succeeded');
  expect(await toProduction(pipes)).toBe('failed');
  expect(await toProduction(plain)).toBe('succeeded');
  expect(treeOf(join(stage.root, 'environments/names/production/current/'))).toEqual(
    expectedTree(),
  );
  expect(await stage.read(pipes)).toMatchObject({
    problem: {
      code: 'SPECIAL_FILE_UNSUPPORTED',
      message: expect.stringContaining('"b" is a pipe'),
    },
    steps: [{ name: 'build', attempt: 1 }],
  });
  expect(stage.worker().pid).toBe(worker);
  expect(stage.worker().isRunning()).toBe(true);
  expect(stage.api().isRunning()).toBe(true);
});
