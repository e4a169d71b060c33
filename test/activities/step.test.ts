import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { temporaryFolder } from './targets/stage.ts';

const CHILD = new URL('step-child.ts', import.meta.url).pathname;

async function stepThat(wrong: string, root: string, attempt = 1) {
  const args = ['--import', 'tsx', CHILD, wrong, root, String(attempt)];
  return promisify(execFile)(process.execPath, args, { timeout: 60_000 });
}

test.each([
  ['an exception', 'throws', 'TypeError: *** is not a function'],
  ['a stream that nobody listens to, though the work waits for ever', 'stream', 'unheard of ***'],
  ['a promise that nobody awaits', 'promise', 'nobody awaits this'],
])(
  'an unexpected error of a step, from %s, fails that step alone, with its cause in both logs',
  async (_, wrong, cause) => {
    const root = temporaryFolder();
    const { stdout, stderr } = await stepThat(wrong, root);
    expect(JSON.parse(stdout)).toEqual({
      type: 'INTERNAL',
      nonRetryable: false,
      message: expect.stringContaining(cause),
      beside: 'goes on',
    });
    const log = readFileSync(join(root, 'store/logs/hello-1/build/1.log'), 'utf8');
    for (const text of [log, stderr]) {
      expect(text).toContain(cause);
      expect(text).not.toContain('a-secret-nobody-may-read');
    }
  },
  60_000,
);

test('an unexpected error of the second attempt of a step is final', async () => {
  const { stdout } = await stepThat('throws', temporaryFolder(), 2);
  expect(JSON.parse(stdout)).toMatchObject({ type: 'INTERNAL', nonRetryable: true });
}, 60_000);

test('a disk that is full fails a step with a code, wherever that is noticed', async () => {
  const { stdout } = await stepThat('full', temporaryFolder());
  expect(JSON.parse(stdout)).toMatchObject({
    type: 'DISK_FULL',
    message: 'The disk of /full is full.',
  });
}, 60_000);

test('an error that belongs to no step ends the process, and is told', async () => {
  await expect(stepThat('nothing', temporaryFolder())).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('of no step'),
  });
}, 60_000);
