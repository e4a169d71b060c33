import { describe, expect, test } from 'vitest';
import { cacheFolder } from '../../src/embedded/cache-folder.ts';

describe('the folder for what was fetched', () => {
  test.each([
    ['linux', { HOME: '/home/ana' }, '/home/ana/.cache/slipway'],
    ['darwin', { HOME: '/Users/ana' }, '/Users/ana/Library/Caches/slipway'],
    ['linux', { HOME: '/home/ana', XDG_CACHE_HOME: '/var/cache/ana' }, '/var/cache/ana/slipway'],
    ['darwin', { HOME: '/Users/ana', XDG_CACHE_HOME: '/caches' }, '/caches/slipway'],
    ['linux', { HOME: '/home/ana', XDG_CACHE_HOME: 'relative' }, '/home/ana/.cache/slipway'],
    ['linux', { HOME: '/home/ana', XDG_CACHE_HOME: '' }, '/home/ana/.cache/slipway'],
  ] as const)('is, on %s with %j, %s', (platform, env, folder) => {
    expect(cacheFolder(env, platform)).toBe(folder);
  });
});
