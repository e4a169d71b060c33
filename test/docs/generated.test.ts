import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { outputs } from '../../bin/generate/outputs.ts';

const root = join(import.meta.dirname, '../..');

test.each(outputs(root).map((output) => [output.path, output] as const))(
  '%s is as `npm run generate` writes it',
  (path, { content }) => {
    const isFresh = readFileSync(join(root, path), 'utf8') === content();
    expect(isFresh, `${path} is out of date: run \`npm run generate\``).toBe(true);
  },
);
