import { expect, test } from 'vitest';
import type { CommandResult } from '../../src/run/command.ts';
import { failureOf } from '../../src/run/failure.ts';

const reason = new Error('cancelled');
const terms = {
  what: 'The build',
  failedCode: 'BUILD_FAILED',
  timeoutMs: 90_000,
  signal: AbortSignal.abort(reason),
} as const;

const TABLE: readonly [result: CommandResult, code: string, message: string][] = [
  [{ ended: 'exited', exitCode: 3 }, 'BUILD_FAILED', 'The build exited with 3.'],
  [{ ended: 'killed', signalName: 'SIGKILL' }, 'STEP_KILLED', 'The build was killed by SIGKILL.'],
  [{ ended: 'timed-out' }, 'STEP_TIMED_OUT', 'The build timed out after 1m 30s.'],
  [
    { ended: 'too-large' },
    'BUILD_FAILED',
    'The build was not started: its line and its variables are too long for the system.',
  ],
  [{ ended: 'too-loud' }, 'LOG_TOO_LARGE', 'The build printed more than 64 MiB.'],
];

test.each(TABLE)('a command that ended as %j fails with %s', (result, code, message) => {
  expect(failureOf(result, terms)).toMatchObject({ code, message });
});

test('a command that exited with 0 has not failed', () => {
  expect(failureOf({ ended: 'exited', exitCode: 0 }, terms)).toBeUndefined();
});

test('a command that was aborted ends with the reason of the signal', () => {
  expect(() => failureOf({ ended: 'aborted' }, terms)).toThrow(reason);
});
