import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder that is empty. */
export async function emptyFolder(): Promise<string> {
  return await mkdtemp(join(tmpdir(), 'slipway-temporal-'));
}

/** Puts a program there that says it is this version of Temporal. */
export async function putTemporal(file: string, says = 'temporal version 1.9.1'): Promise<string> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\necho '${says}'\n`, { mode: 0o755 });
  return file;
}
