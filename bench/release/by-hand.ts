import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Stage } from '../stage.ts';

const run = promisify(execFile);
export const SCRIPT = fileURLToPath(new URL('by-hand.sh', import.meta.url));

/** The six steps, which are the six activities of a release of hello. */
export const STEPS = [
  'build',
  'unit',
  'deploy-staging',
  'verify-staging',
  'deploy-production',
  'verify-production',
] as const;

/** What the script works with: a mirror, a store and environments that nobody else uses. */
export async function placesByHand(
  { folder, targets, hello, freePort }: Stage,
  name: string,
): Promise<Record<string, string>> {
  const places = {
    MIRROR: join(folder, `${name}.git`),
    REPOSITORY: hello.folder,
    STORE: join(folder, `${name}-store`),
    TARGETS: join(targets, `${name}-`),
  };
  await run('git', ['init', '--quiet', '--bare', places.MIRROR]);
  await mkdir(places.STORE);
  for (const environment of ['staging', 'production']) {
    const place = places.TARGETS + environment;
    await mkdir(join(place, 'releases'), { recursive: true });
    await writeFile(join(place, 'url'), `http://127.0.0.1:${await freePort()}`);
  }
  return places;
}

/** Runs all steps in one shell. @returns what each part took, in milliseconds */
export async function releaseByHand(env: Record<string, string>): Promise<Map<string, number>> {
  const parts = new Map<string, number>();
  let last = performance.now();
  const shell = spawn('/bin/sh', [SCRIPT, ...STEPS], {
    env: { ...env, PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  createInterface(shell.stdout).on('line', (part) => {
    const now = performance.now();
    parts.set(part, (parts.get(part) ?? 0) + now - last);
    last = now;
  });
  const [exitCode] = (await once(shell, 'close')) as [number];
  if (exitCode !== 0) throw new Error(`The release by hand exited with ${exitCode}.`);
  return parts;
}
