import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { temporalOnPath } from '../../src/embedded/temporal-on-path.ts';
import { emptyFolder, putTemporal } from './temporal-stand-in.ts';

describe('`temporal` on the PATH', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await emptyFolder();
  });

  const find = async () => await temporalOnPath({ PATH: `/nowhere:${folder}:/bin` }).find();

  test('is found, by its absolute path', async () => {
    const file = await putTemporal(join(folder, 'temporal'));
    expect(await find()).toBe(file);
  });

  test('is not found where there is none', async () => {
    await expect(find()).rejects.toThrow('not there');
  });

  test('is passed over when it cannot be executed', async () => {
    await writeFile(join(folder, 'temporal'), 'data');
    await expect(find()).rejects.toThrow('not there');
  });

  test('is refused when it is too old to skip time', async () => {
    const file = await putTemporal(
      join(folder, 'temporal'),
      'temporal version 1.6.2 (Server 1.30)',
    );
    await expect(find()).rejects.toThrow(`${file} is version 1.6.2; 1.9.0 or newer is needed`);
  });

  test('is taken when it is newer', async () => {
    const file = await putTemporal(join(folder, 'temporal'), 'temporal version 1.10.0 (Server 2)');
    expect(await find()).toBe(file);
  });

  test('is refused when it is another program', async () => {
    const file = await putTemporal(join(folder, 'temporal'), 'Time Machine 3');
    await expect(find()).rejects.toThrow(
      `${file} is not the Temporal CLI; it said: Time Machine 3`,
    );
  });

  test('is refused with its own words when it does not run', async () => {
    const file = join(folder, 'temporal');
    await writeFile(file, '#!/bin/sh\necho "wrong architecture" >&2; exit 1\n', { mode: 0o755 });
    await expect(find()).rejects.toThrow(`${file} does not run: wrong architecture`);
  });
});
