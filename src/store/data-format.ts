import { randomUUID } from 'node:crypto';
import { link, lstat, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SlipwayError } from '../domain/errors.ts';
import { type OtherData, otherVersion } from './other-version.ts';

/**
 * The format of everything that is kept between two starts: the histories in the database of
 * Temporal, and the audit logs, plans, logs and other files of the store.
 *
 * Raise it by one in each change after which this version cannot go on with what the version
 * before has written: a history that no longer replays, an audit log that no longer reads, a file that
 * is elsewhere. Say so in CHANGELOG.md. A change that reads the old as well does not raise it.
 */
export const DATA_FORMAT = 1;

/** The file in a directory that says its format: the number, as text. */
const MARKER = 'data-format';

/** A directory whose contents have a format. */
export interface DataDirectory {
  /** Absolute. It need not be there yet. */
  readonly path: string;
  /** The setting that names it. */
  readonly setting: string;
  /** The names in it that only Slipway makes: one without a marker is of before there were markers. */
  readonly contents: readonly string[];
}

/**
 * Makes sure that this version can go on with the directories, and marks those that are used for
 * the first time. Nothing is written before all of them were found to be right. Safe to call from
 * several processes at once.
 *
 * @param configFile slipway.yaml, which must not be moved away with a directory
 * @throws SlipwayError DATA_OF_ANOTHER_VERSION with the command that moves the directories away;
 *   CONFIG_INVALID if one cannot be read or written
 */
export async function useData(
  directories: readonly DataDirectory[],
  configFile: string,
): Promise<void> {
  await refuseOther(directories, configFile);
  for (const directory of directories) await markIfNew(directory);
  // Another version may have been faster.
  await refuseOther(directories, configFile);
}

/**
 * Writes the format into a directory that has neither data nor a marker; makes it if it is not
 * there. Safe to call twice, and from several processes at once: the first marker stays.
 *
 * @throws SlipwayError CONFIG_INVALID if it cannot be read or written
 */
export async function markIfNew(directory: DataDirectory): Promise<void> {
  const { marker, contents } = await look(directory);
  if (marker !== undefined || contents.length > 0) return;
  await orInvalid(directory, async () => {
    await mkdir(directory.path, { recursive: true });
    const made = join(directory.path, `.${MARKER}.${randomUUID()}`);
    try {
      await writeFile(made, `${DATA_FORMAT}\n`);
      // A link fails where the file exists, and is never seen half written.
      await link(made, join(directory.path, MARKER)).catch(unless('EEXIST', undefined));
    } finally {
      await rm(made, { force: true });
    }
  });
}

async function refuseOther(
  directories: readonly DataDirectory[],
  configFile: string,
): Promise<void> {
  const found = await Promise.all(
    directories.map(async (directory) => otherData(directory.path, await look(directory))),
  );
  const others = found.filter((other) => other !== undefined);
  if (others.length > 0) throw otherVersion(others, DATA_FORMAT, configFile);
}

/** What a directory was found to hold. */
interface Found {
  /** The text of the marker, if there is one. */
  readonly marker: string | undefined;
  /** The names of data. */
  readonly contents: readonly string[];
}

async function look(directory: DataDirectory): Promise<Found> {
  const { path } = directory;
  return await orInvalid(directory, async () => {
    const there = await Promise.all(directory.contents.map((name) => isThere(join(path, name))));
    // After the contents: who makes them has written the marker before.
    const marker = await readFile(join(path, MARKER), 'utf8').catch(unless('ENOENT', undefined));
    return { marker, contents: directory.contents.filter((_, index) => there[index]) };
  });
}

function otherData(path: string, { marker, contents }: Found): OtherData | undefined {
  if (marker === undefined) {
    if (contents.length === 0) return undefined;
    const sign = `it has ${contents.join(', ')}, but no ${MARKER} file`;
    return { path, version: 'An earlier version', sign };
  }
  const format = /^\d{1,9}$/.test(marker.trim()) ? Number(marker) : undefined;
  if (format === DATA_FORMAT) return undefined;
  if (format === undefined) {
    const sign = `${MARKER} says ${JSON.stringify(marker.slice(0, 40))}`;
    return { path, version: 'Another version', sign };
  }
  const version = format < DATA_FORMAT ? 'An earlier version' : 'A later version';
  return { path, version, sign: `its data format is ${format}` };
}

async function isThere(file: string): Promise<boolean> {
  return await lstat(file).then(() => true, unless('ENOENT', false));
}

/** Lets an error of the file system be an answer. */
function unless<T>(code: string, answer: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === code) return answer;
    throw error;
  };
}

async function orInvalid<T>({ path, setting }: DataDirectory, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'an error';
    throw new SlipwayError(
      'CONFIG_INVALID',
      `${setting}: found ${path} (${reason}), expected a directory that Slipway can write to`,
      { cause: error },
    );
  }
}
