/** Writes every file that is made from others. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { outputs } from './generate/outputs.ts';

const root = join(import.meta.dirname, '..');
for (const { path, content } of outputs(root)) {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content());
  console.log(path);
}
