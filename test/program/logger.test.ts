import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const LOGGER = new URL('../../src/program/logger.ts', import.meta.url).href;
const PROGRAM = `
import { createLogger } from '${LOGGER}';
const log = createLogger('test', 'info');
for (let i = 0; i < 3; i++) {
  log.info('a line');
  await new Promise((resolve) => setTimeout(resolve, 20));
}
process.stdout.write('went on');
`;

test('a full disk where the log goes ends no program, and keeps none from ending', async () => {
  const args = ['--import', 'tsx', '--input-type=module', '--eval', PROGRAM];
  const line = `exec "$0" "$@" 2>/dev/full`;
  const options = { timeout: 30_000, killSignal: 'SIGKILL' } as const;
  const ended = promisify(execFile)('/bin/sh', ['-c', line, process.execPath, ...args], options);
  expect((await ended).stdout).toBe('went on');
});
