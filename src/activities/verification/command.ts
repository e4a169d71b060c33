import { formatDuration } from '../../domain/duration.ts';
import type { VerificationResult } from '../../domain/plan/check-result.ts';
import type { CommandVerification } from '../../domain/plan/pipeline.ts';
import { type Command, type CommandResult, runCommand } from '../../run/command.ts';

export interface CommandCheck extends Pick<Command, 'cwd' | 'env' | 'signal' | 'onOutput'> {
  readonly verification: CommandVerification;
}

/**
 * Runs a check that is a command: 0 is passed, another exit code is failed, and a command that
 * was ended from outside has measured nothing. May be repeated if the command may.
 *
 * @throws the reason of the signal, if it fires meanwhile
 */
export async function verifyCommand(check: CommandCheck): Promise<VerificationResult> {
  const { verification, cwd, env, signal, onOutput } = check;
  const { name, run, timeoutMs } = verification;
  const result = await runCommand({ run, cwd, env, timeoutMs, signal, onOutput });
  if (result.ended === 'aborted') throw signal.reason;
  if (result.ended === 'exited' && result.exitCode === 0)
    return { verdict: 'passed', sentence: `${name} passed.` };
  return {
    verdict: result.ended === 'exited' ? 'failed' : 'inconclusive',
    sentence: `${name} ${endOf(result, timeoutMs)}.`,
  };
}

function endOf(result: Exclude<CommandResult, { ended: 'aborted' }>, timeoutMs: number): string {
  switch (result.ended) {
    case 'exited':
      return `exited with ${result.exitCode}`;
    case 'killed':
      return `was killed by ${result.signalName}`;
    case 'timed-out':
      return `did not finish within ${formatDuration(timeoutMs)}`;
    case 'too-loud':
      return 'printed more than 64 MiB';
    case 'too-large':
      return 'was not started: its line and its variables are too long for the system';
  }
}
