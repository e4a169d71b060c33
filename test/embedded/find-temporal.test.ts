import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findTemporal, firstTemporal } from '../../src/embedded/find-temporal.ts';
import type { TemporalSource } from '../../src/embedded/temporal-source.ts';
import { emptyFolder, putTemporal } from './temporal-stand-in.ts';

const leads = (path: string): TemporalSource => ({ name: 'leads', find: async () => path });
const fails = (name: string, why: string): TemporalSource => ({
  name,
  find: async () => {
    throw new Error(why);
  },
});

describe('finding Temporal', () => {
  test('takes the first way that leads to one, and does not try the rest', async () => {
    let tried = false;
    const last = { name: 'last', find: async () => String((tried = true)) };

    expect(await firstTemporal([fails('first', 'no'), leads('/found'), last])).toBe('/found');
    expect(tried).toBe(false);
  });

  test('without any, tells each way, what it said, and what to do', async () => {
    const search = firstTemporal([fails('the attic', 'only dust'), fails('the shop', 'closed')]);

    await expect(search).rejects.toMatchObject({
      code: 'TEMPORAL_NOT_FOUND',
      message: [
        'Temporal CLI not found. Tried:',
        '  - the attic: only dust',
        '  - the shop: closed',
        'Install it (https://docs.temporal.io/cli) so that `temporal` is on the PATH, or set TEMPORAL_ADDRESS to a server that runs already.',
      ].join('\n'),
    });
  });

  test('prefers the one on the PATH to the one fetched before', async () => {
    const folder = await emptyFolder();
    const fetched = await putTemporal(join(folder, 'slipway/temporal-1.9.1/temporal'));
    const env = { XDG_CACHE_HOME: folder, PATH: folder };

    expect(await findTemporal({ env })).toBe(fetched);
    const installed = await putTemporal(join(folder, 'temporal'));
    expect(await findTemporal({ env })).toBe(installed);
  });
});
