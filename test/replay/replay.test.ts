import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleWorkflows } from '../../src/entry/workflow-bundle.ts';

const FOLDER = fileURLToPath(new URL('./histories/', import.meta.url));
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

/** How a release, or an environment, can go. */
const WAYS = [
  'cancelled',
  'deployed',
  'environment',
  'expired',
  'failed',
  'queued',
  'rejected',
  'succeeded',
  'waiting',
];

/** Since the second edition. */
const LATER = ['attested-2', 'outbox-2', 'told-2'];

describe('recorded histories', () => {
  let workflowBundle: { code: string };
  beforeAll(async () => {
    workflowBundle = await bundleWorkflows();
  });

  it('cover how a release can go', () => {
    const names = files.map((name) => name.replace('.json', ''));
    // Those of the first edition stand for releases that may still wait somewhere.
    const editions = WAYS.flatMap((way) => [way, `${way}-2`]);
    expect(names.toSorted()).toEqual([...editions, ...LATER].toSorted());
  });

  it.each(files)('%s replays with the workflows of today', async (name) => {
    const history = historyFromJSON(JSON.parse(readFileSync(FOLDER + name, 'utf8')));
    const replayed = Worker.runReplayHistory({ workflowBundle }, history, name);
    await expect(replayed).resolves.toBeUndefined();
  });
});
