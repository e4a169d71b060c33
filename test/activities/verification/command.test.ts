import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { verifyCommand } from '../../../src/activities/verification/command.ts';
import type { Command } from '../../../src/run/command.ts';

function check(run: string, timeoutMs = 5_000, more: Partial<Command> = {}) {
  return verifyCommand({
    verification: { kind: 'run', name: 'smoke', run, timeoutMs, env: {} },
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'] ?? '', SLIPWAY_URL: 'http://127.0.0.1:4001' },
    signal: new AbortController().signal,
    onOutput: () => true,
    ...more,
  });
}

test('a check that exits with 0 has passed', async () => {
  expect(await check('test "$SLIPWAY_URL" = http://127.0.0.1:4001')).toEqual({
    verdict: 'passed',
    sentence: 'smoke passed.',
  });
});

test('V1 a check that exits with another code has failed', async () => {
  expect(await check('exit 4')).toEqual({ verdict: 'failed', sentence: 'smoke exited with 4.' });
});

test('V1 a check that was killed is inconclusive', async () => {
  expect(await check('kill -9 $$')).toEqual({
    verdict: 'inconclusive',
    sentence: 'smoke was killed by SIGKILL.',
  });
});

test('V1 a check that takes too long is inconclusive', async () => {
  expect(await check('sleep 20', 200)).toEqual({
    verdict: 'inconclusive',
    sentence: 'smoke did not finish within 200ms.',
  });
});

test('V1 a check that prints too much is inconclusive', async () => {
  expect(await check('yes', 5_000, { onOutput: () => false })).toEqual({
    verdict: 'inconclusive',
    sentence: 'smoke printed more than 64 MiB.',
  });
});

test('a check command that is cancelled ends with the reason', async () => {
  const reason = new Error('cancelled');
  const running = check('sleep 20', 5_000, { signal: AbortSignal.abort(reason) });
  await expect(running).rejects.toBe(reason);
});
