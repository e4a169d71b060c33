import { randomUUID } from 'node:crypto';
import { appendFileSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { readlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { SlipwayError } from '../../../domain/errors.ts';
import type { Layout } from './layout.ts';

/**
 * Names the release that `current` points to, or `undefined` if there is no link.
 *
 * @throws SlipwayError TARGET_NOT_WRITABLE if it is something that Slipway did not make: nobody
 *   could be sure to get it back
 */
export async function readCurrent(layout: Layout): Promise<string | undefined> {
  let link: string;
  try {
    link = await readlink(layout.current);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const place = resolve(layout.root, link);
  if (dirname(place) === layout.releases) return basename(place);
  throw new SlipwayError(
    'TARGET_NOT_WRITABLE',
    `${layout.current} points to ${link}, which is no release of Slipway. Move it away.`,
  );
}

export interface Switch {
  readonly from: string | undefined;
  /** `undefined` takes the link away. */
  readonly to: string | undefined;
}

/**
 * Makes another release current in one step: who looks sees the old or the new one, never
 * nothing. Synchronous, so that nothing comes between what the principal has just checked and this.
 */
export function switchCurrent(layout: Layout, { from, to }: Switch): void {
  if (to === undefined) rmSync(layout.current, { force: true });
  else {
    const link = join(layout.notes, `current-${randomUUID()}`);
    // Relative, so that the folder may be mounted elsewhere. It dangles until it is in place.
    symlinkSync(join('releases', to), link);
    try {
      renameSync(link, layout.current);
    } catch (error) {
      rmSync(link, { force: true });
      throw error;
    }
  }
  record(layout, { from, to });
}

/** Adds the line of a switch whose worker was killed before it could. */
export function recordIfMissing(layout: Layout, done: Switch & { readonly to: string }): void {
  if (lastSwitch(layout) !== done.to) record(layout, done);
}

const logOf = (layout: Layout) => join(layout.notes, 'switches.log');

/** The log is for people: a disk too full for its line does not undo a switch. */
function record(layout: Layout, { from = '-', to = '-' }: Switch): void {
  try {
    appendFileSync(logOf(layout), `${new Date().toISOString()} ${to} ${from}\n`);
  } catch {}
}

function lastSwitch(layout: Layout): string | undefined {
  try {
    return readFileSync(logOf(layout), 'utf8').trimEnd().split('\n').at(-1)?.split(' ')[1];
  } catch {
    return undefined;
  }
}
