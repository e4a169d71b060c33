import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder with the programs, built from the sources as they are now. */
    programs: string;
  }
}

const root = join(import.meta.dirname, '../..');

/**
 * Builds the programs once for the tests that start and kill them. The folder is their own:
 * no old build is tested, and nobody's build changes files under a program that runs.
 *
 * @returns what takes the folder away again
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  // In here the programs find their packages, and nothing else looks for sources.
  const cache = join(root, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'slipway-programs-'));
  const node = async (...args: string[]) =>
    promisify(execFile)(process.execPath, args, { cwd: root });
  // Types are checked elsewhere.
  const compile = ['-p', 'tsconfig.build.json', '--noCheck', '--outDir', folder];
  await node('node_modules/typescript/bin/tsc', ...compile);
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
  await node(join(folder, 'entry/bundle.js'));
  project.provide('programs', folder);
  return () => rm(folder, { recursive: true, force: true });
}
