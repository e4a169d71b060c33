import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { appWith } from '../support/api.ts';
import { commandLine } from '../support/command-line.ts';

const run = commandLine(appWith());
const COMMANDS = ['start', 'follow', 'approve', 'status', 'override', 'resend', 'completion'];

/** What a real bash offers behind these words. */
async function offered(...words: readonly string[]): Promise<string[]> {
  const { out: script } = await run('completion', 'bash');
  const { stdout, stderr, status } = spawnSync(
    'bash',
    [
      '--noprofile',
      '--norc',
      '-c',
      `${script}
       COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
       _slipway && printf '%s\\n' "\${COMPREPLY[@]}"`,
      'bash',
      'slipway',
      ...words,
    ],
    { encoding: 'utf8', cwd: import.meta.dirname },
  );
  expect([status, stderr]).toEqual([0, '']);
  return stdout.split('\n').filter(Boolean);
}

describe('in bash', () => {
  it('every command is offered', async () => {
    expect(await offered('')).toEqual(expect.arrayContaining(COMMANDS));
    expect(await offered('w')).toEqual(['withdraw', 'waiting', 'why', 'whoami']);
    expect(await offered('wh')).toEqual(['why', 'whoami']);
    expect(await offered('help', 'roll')).toEqual(['rollback']);
  });
  it('the options of the command are offered', async () => {
    expect(await offered('start', 'hello', '--f')).toEqual(['--follow']);
    expect(await offered('reject', '--')).toEqual([
      '--url',
      '--json',
      '--approval-request',
      '--comment',
      '--help',
    ]);
  });
  it('what an option may be is offered, and nothing where nobody knows', async () => {
    expect(await offered('list', '--phase', 'awaiting-')).toEqual([
      'awaiting-approval',
      'awaiting-window',
      'awaiting-guidance',
    ]);
    expect(await offered('freeze', 'hello/production', '--reason', '')).toEqual([]);
  });
  it('choices and files are offered where they belong', async () => {
    expect(await offered('respond', 'hello', 'r')).toEqual(['retry', 'rollback']);
    expect(await offered('completion', '')).toEqual(['bash', 'zsh', 'fish', '--help']);
    expect(await offered('validate', 'completion.')).toEqual(['completion.test.ts']);
    expect(await offered('verify-audit-log', '--key', 'completion.')).toEqual([
      'completion.test.ts',
    ]);
    expect(await offered('status', 'completion.')).toEqual([]);
  });
  it('an option before the command does not hide it', async () => {
    expect(await offered('--url', '')).not.toContain('start');
  });
});

describe.each(['zsh', 'fish'] as const)('for %s', (shell) => {
  it('every command and what it does is in the script', async () => {
    const { out } = await run('completion', shell);
    for (const command of COMMANDS) expect(out).toContain(command);
    expect(out).toContain('follow the release until it ends');
    expect(out).not.toMatch(/undefined|\[object/);
  });
});
