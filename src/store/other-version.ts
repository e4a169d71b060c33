import { existsSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { SlipwayError } from '../domain/errors.ts';

/** A directory that another version of Slipway made. */
export interface OtherData {
  /** Absolute. */
  readonly path: string;
  /** Such as `An earlier version`. */
  readonly version: string;
  /** How this is known. */
  readonly sign: string;
}

/**
 * Says what was found where, and how to start with new data.
 *
 * @param format the one of this version
 * @param configFile slipway.yaml: no command is offered that would move it away
 */
export function otherVersion(
  all: readonly OtherData[],
  format: number,
  configFile: string,
): SlipwayError {
  // A directory goes with the one around it.
  const others = all.filter(({ path }) => !all.some((around) => isInside(path, around.path)));
  const found = others.map(
    ({ path, version, sign }) => `${version} of Slipway made ${path}: ${sign}.`,
  );
  const unchanged = `This version uses data format ${format}, so it has started and changed nothing.`;
  const file = resolve(configFile);
  const message = [...found, unchanged].join('\n');
  if (others.some(({ path }) => isInside(file, path)))
    return new SlipwayError('DATA_OF_ANOTHER_VERSION', message);
  const commands = others.map(({ path }) => `  mv ${quoted(path)} ${quoted(freeName(path))}\n`);
  return new SlipwayError(
    'DATA_OF_ANOTHER_VERSION',
    `${message}\nTo start with new data, stop the other version if it still runs, move its data away, and run the same command again:\n\n${commands.join('')}`,
  );
}

function isInside(path: string, around: string): boolean {
  return path.startsWith(around.endsWith(sep) ? around : `${around}${sep}`);
}

/** A name beside the directory that nothing has yet. */
function freeName(path: string): string {
  let name = `${path}-old`;
  for (let number = 2; existsSync(name); number += 1) name = `${path}-old-${number}`;
  return name;
}

/** As a word for a shell. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
