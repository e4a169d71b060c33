import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SCRIPT } from '../release/by-hand.ts';

const run = promisify(execFile);

/** One step by its commands, and nothing else. */
async function step(name: string, commit: string): Promise<{ step: string }> {
  await run('/bin/sh', [SCRIPT, name], { env: { ...process.env, SLIPWAY_COMMIT: commit } });
  return { step: name };
}

/** Six activities, named as those of a release. */
export const activities = {
  build: (commit: string) => step('build', commit),
  test: (commit: string) => step('unit', commit),
  deploy: (commit: string, environment: string) => step(`deploy-${environment}`, commit),
  verify: (commit: string, environment: string) => step(`verify-${environment}`, commit),
};
