import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleWorkflows } from '../../src/worker/workflow-bundle.ts';

const FOLDER = fileURLToPath(new URL('./histories/', import.meta.url));
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

/** How a release, an environment, an outbox or a rollback can go. */
const WAYS = [
  'asked-again',
  'attested',
  'cancelled',
  'cancelled-late',
  'coalesced',
  'deployed',
  'environment-freed',
  'environment-held',
  'environment-held-twice',
  'environment-left-twice',
  'environment-patrolled',
  'expired',
  'failed',
  'frozen',
  'guidance-answered',
  'guidance-failed',
  'left-out',
  'let-in',
  'outbox',
  'overridden',
  'patient',
  'queued',
  'rejected',
  'replaced',
  'retried',
  'retried-late',
  'rollback',
  'rolled-back',
  'succeeded',
  'superseded',
  'switched',
  'taken-back',
  'told',
  'unmeasured',
  'waiting',
  'watched',
  'watched-late',
];

describe('recorded histories', () => {
  let workflowBundle: { code: string };
  beforeAll(async () => {
    workflowBundle = await bundleWorkflows();
  });

  it('cover how a release can go', () => {
    const names = files.map((name) => name.replace('.json', ''));
    expect(names.toSorted()).toEqual(WAYS);
  });

  it.each(files)('%s replays with the workflows of today', async (name) => {
    const history = historyFromJSON(JSON.parse(readFileSync(FOLDER + name, 'utf8')));
    const replayed = Worker.runReplayHistory({ workflowBundle }, history, name);
    await expect(replayed).resolves.toBeUndefined();
  });
});
