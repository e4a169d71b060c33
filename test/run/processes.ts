import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, vi } from 'vitest';
import { type Command, runCommand } from '../../src/run/command.ts';
import { identityOf } from '../../src/run/process-identity.ts';

export const PATH = process.env['PATH'] ?? '/usr/bin:/bin';

/** A folder for the time of one test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-run-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs a command in a folder, and gives its end and what it put out. */
export async function run(cwd: string, line: string, more: Partial<Command> = {}) {
  const chunks: Buffer[] = [];
  const signal = new AbortController().signal;
  const onOutput = (chunk: Buffer) => chunks.push(chunk) > 0;
  const env = { PATH };
  const command = { run: line, cwd, env, timeoutMs: 10_000, signal, onOutput, ...more };
  const result = await runCommand(command);
  return { result, output: Buffer.concat(chunks) };
}

/** Waits for a file with the number of a process that a test started, and ends it afterwards. */
export async function pidIn(path: string): Promise<number> {
  const pid = await vi.waitFor(
    () => {
      const found = Number(readFileSync(path, 'utf8'));
      expect(found).toBeGreaterThan(1);
      return found;
    },
    { timeout: 8_000, interval: 10 },
  );
  onTestFinished(() => {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended, as it should.
    }
  });
  return pid;
}

export async function runs(pid: number): Promise<boolean> {
  return (await identityOf(pid)) !== undefined;
}

export async function isGone(pid: number): Promise<void> {
  await vi.waitFor(async () => expect(await runs(pid)).toBe(false), {
    timeout: 5_000,
    interval: 10,
  });
}
