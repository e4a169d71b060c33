import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleWorkflows } from '../../src/entry/workflow-bundle.ts';

const FOLDER = fileURLToPath(new URL('./histories/', import.meta.url));
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

/** How a release, or an environment, could go at first. */
const FIRST_WAYS = [
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

/** How they can go as well since the second edition. */
const ALL_WAYS = [
  ...FIRST_WAYS,
  'asked-again',
  'attested',
  'cancelled-late',
  'coalesced',
  'environment-bereft',
  'environment-freed',
  'environment-held',
  'environment-held-twice',
  'environment-left-twice',
  'environment-patrolled',
  'given-up',
  'guided',
  'held',
  'left-out',
  'let-in',
  'outbox',
  'overridden',
  'patient',
  'queue-told',
  'replaced',
  'retried',
  'retried-late',
  'rollback',
  'rolled-back',
  'superseded',
  'switched',
  'taken-back',
  'told',
  'unmeasured',
  'watched',
  'watched-late',
];

/** How environments looked after their holders before the third edition. */
const WAYS_OF_BEFORE = ['environment', 'environment-bereft'];

describe('recorded histories', () => {
  let workflowBundle: { code: string };
  beforeAll(async () => {
    workflowBundle = await bundleWorkflows();
  });

  it('cover how a release can go', () => {
    const names = files.map((name) => name.replace('.json', ''));
    const second = ALL_WAYS.map((way) => `${way}-2`);
    const third = ALL_WAYS.filter((way) => !WAYS_OF_BEFORE.includes(way)).map((way) => `${way}-3`);
    // Those of earlier editions stand for releases that may still wait somewhere.
    expect(names.toSorted()).toEqual([...FIRST_WAYS, ...second, ...third].toSorted());
  });

  it.each(files)('%s replays with the workflows of today', async (name) => {
    const history = historyFromJSON(JSON.parse(readFileSync(FOLDER + name, 'utf8')));
    const replayed = Worker.runReplayHistory({ workflowBundle }, history, name);
    await expect(replayed).resolves.toBeUndefined();
  });
});
