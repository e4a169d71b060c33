import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type Configuration, readConfiguration } from '../config/slipway-file.ts';
import { SlipwayError } from '../domain/errors.ts';

/** @throws SlipwayError CONFIG_INVALID, with the place in the file */
export async function readConfigurationFile(file: string): Promise<Configuration> {
  const path = resolve(file);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new SlipwayError('CONFIG_INVALID', `There is no ${path} to read.`, { cause });
  });
  return readConfiguration(text, file, dirname(path));
}
