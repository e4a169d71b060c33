import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { DeployContext } from '../../../src/activities/targets/target.ts';
import { packArchive } from '../../../src/store/archive.ts';

/** A folder for the time of one test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-target-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface Stage {
  readonly context: DeployContext;
  /** The log so far. */
  log(): string;
}

/** The context of one call, with an artifact of these files by path. Scripts may be executed. */
export async function stageOf(
  files: Readonly<Record<string, string | Buffer>>,
  more: Partial<DeployContext> = {},
): Promise<Stage> {
  const folder = temporaryFolder();
  const content = join(folder, 'content');
  const scratch = join(folder, 'scratch');
  await mkdir(scratch);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(content, path)), { recursive: true });
    await writeFile(join(content, path), text);
    await chmod(join(content, path), 0o755);
  }
  const output: Buffer[] = [];
  const context: DeployContext = {
    artifact: async () => packArchive(content),
    onOutput: (chunk) => output.push(chunk) > 0,
    signal: new AbortController().signal,
    secrets: {},
    path: process.env['PATH'] ?? '',
    scratch,
    isRepeated: false,
    ...more,
  };
  return { context, log: () => Buffer.concat(output).toString() };
}

/** The lines of a file, or none if it is not there. */
export function linesOf(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').filter(Boolean);
  } catch {
    return [];
  }
}
