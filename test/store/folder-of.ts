import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/** A folder for the time of one test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * Makes a folder of these entries: `name` is a file of that text, `name/` an empty folder,
 * `name*` may be executed, and `-> target` as the text is a link.
 */
export function folderOf(
  entries: Readonly<Record<string, string>>,
  folder = join(temporaryFolder(), 'dist'),
): string {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(entries)) {
    const path = join(folder, name.replace(/[*/]$/, ''));
    mkdirSync(dirname(path), { recursive: true });
    if (name.endsWith('/')) mkdirSync(path);
    else if (text.startsWith('-> ')) symlinkSync(text.slice(3), path);
    else writeFileSync(path, text);
    if (name.endsWith('*')) chmodSync(path, 0o755);
  }
  return folder;
}

export async function digestOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  return createHash('sha256')
    .update(await buffer(bytes))
    .digest('hex');
}
