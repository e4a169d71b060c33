import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { cachedTemporal, keepTemporal } from '../../src/embedded/temporal-cached.ts';
import { emptyFolder, putTemporal } from './temporal-stand-in.ts';

const env = { PATH: '/bin:/usr/bin' };

describe('the Temporal that was fetched before', () => {
  let file: string;
  beforeEach(async () => {
    file = join(await emptyFolder(), 'temporal-1.9.1', 'temporal');
  });

  const bring = async (folder: string) => await putTemporal(join(folder, 'temporal'));

  test('is not there before the first time', async () => {
    await expect(cachedTemporal(file, env).find()).rejects.toThrow(`no ${file}`);
  });

  test('is found after one was fetched', async () => {
    expect(await keepTemporal(file, env, bring)).toBe(file);
    expect(await cachedTemporal(file, env).find()).toBe(file);
  });

  test('is never one that does not run, and a failed fetch leaves nothing behind', async () => {
    const fetching = keepTemporal(file, env, async (folder) => {
      return await putTemporal(join(folder, 'temporal'), 'not found');
    });

    await expect(fetching).rejects.toThrow('is not the Temporal CLI');
    expect(await readdir(dirname(file))).toEqual([]);
  });

  test('may be fetched by several processes at once', async () => {
    await Promise.all(Array.from({ length: 5 }, async () => await keepTemporal(file, env, bring)));

    expect(await readdir(dirname(file))).toEqual(['temporal']);
    expect(await readFile(file, 'utf8')).toContain('1.9.1');
  });
});
