import { createSource } from '../../src/source/source.ts';

/** Resolves a branch again and again in a process of its own. */
const [root = '', repository = '', rounds = '1'] = process.argv.slice(2);
const source = createSource({ root, env: { PATH: process.env['PATH'] } });
for (let round = 0; round < Number(rounds); round += 1)
  await source.resolve({ repository, branches: ['main'], ref: 'main' });
