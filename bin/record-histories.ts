/**
 * Records the histories that test/replay replays: `node --import tsx bin/record-histories.ts`, with
 * the names of those that are to be written; without, all are.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ApplicationFailure, type WorkflowHandle } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { findTemporal } from '../src/embedded/find-temporal.ts';
import { outboxId } from '../src/temporal/outboxes.ts';
import { PLAN, POLICY, PRODUCTION, STAGING } from '../test/support/plan.ts';
import { newToldService } from '../test/support/real-activities.ts';
import { atGate, start, until, vote } from '../test/support/releasing.ts';
import { openTemporal } from '../test/support/temporal.ts';
import { recordEntering } from './record-histories/entering.ts';
import { recordMending } from './record-histories/mending.ts';
import { recordUnusual } from './record-histories/unusual.ts';

const FOLDER = fileURLToPath(new URL('../test/replay/histories/', import.meta.url));
const CONTINUOUS = { ...PLAN, environments: [STAGING, { ...STAGING, name: 'production' }] };
const WEEK_MS = 7 * 86_400_000;
const wanted = process.argv.slice(2);

const stage = await openTemporal(await findTemporal({ env: process.env }));
await mkdir(FOLDER, { recursive: true });

async function keep(way: string, run: WorkflowHandle): Promise<void> {
  if (wanted.length > 0 && !wanted.includes(way)) return;
  const { events } = await run.fetchHistory();
  const history: unknown = JSON.parse(historyToJSON({ events: events ?? [] }));
  await writeFile(`${FOLDER}${way}.json`, `${JSON.stringify(history, ofNoMachine)}\n`);
}

/** What tells of the machine that recorded is left out; no replay looks at it. */
function ofNoMachine(key: string, value: unknown): unknown {
  if (key === 'stackTrace' || key === 'identity') return undefined;
  // A sticky queue is named after the process and the host.
  return typeof value === 'string' ? value.replace(/^\d+@[^-]+-/, 'recorder-') : value;
}

await stage.withWorker({ planRelease: async () => CONTINUOUS }, async () => {
  const run = await start(stage);
  await run.result();
  await keep('deployed', run);
});

await stage.withWorker({}, async (around) => {
  const told = await start(around, { service: newToldService(), notifies: true });
  await atGate(around, told);
  await vote(around, told, 'ben');
  await told.result();
  await keep('told', told);
  const outbox = around.client.workflow.getHandle(outboxId(told.workflowId));
  await outbox.result();
  await keep('outbox', outbox);
});

await stage.withWorker({}, async ({ fastForward }) => {
  const succeeded = await start(stage);
  await atGate(stage, succeeded);
  await vote(stage, succeeded, 'ben', { approvalRequest: 'sha256:other' });
  await vote(stage, succeeded, 'ben');
  await succeeded.result();
  await keep('succeeded', succeeded);

  const rejected = await start(stage);
  await atGate(stage, rejected);
  await vote(stage, rejected, 'ben', { verdict: 'reject', comment: 'not on a Friday' });
  await rejected.result();
  await keep('rejected', rejected);

  const waiting = await start(stage);
  await atGate(stage, waiting);
  await keep('waiting', waiting);
  await waiting.cancel();
  await until(stage, waiting, 'done');
  await keep('cancelled', waiting);

  const expired = await start(stage);
  await atGate(stage, expired);
  await fastForward(expired.workflowId, WEEK_MS + 1_000);
  await expired.result();
  await keep('expired', expired);
});

const MANAGED = { approvals: 1, groups: [{ name: 'managers', members: [] }] };
const managed = { ...PRODUCTION, gate: { ...POLICY, ...MANAGED } };
const planRelease = async () => ({ ...PLAN, environments: [STAGING, managed] });
await stage.withWorker({ planRelease }, async () => {
  const attested = await start(stage);
  await atGate(stage, attested);
  await vote(stage, attested, 'ben', { groups: [] });
  await vote(stage, attested, 'ben', { groups: ['managers'] });
  await attested.result();
  await keep('attested', attested);
});

const fail = async () => {
  throw ApplicationFailure.nonRetryable('The build exited with 1.', 'BUILD_FAILED');
};
await stage.withWorker({ build: fail }, async () => {
  const failed = await start(stage);
  await until(stage, failed, 'done');
  await keep('failed', failed);
});

let open = () => {};
const door = new Promise<void>((resolve) => (open = resolve));
const deploy = async () => {
  await door;
  return { switched: true };
};
await stage.withWorker({ planRelease: async () => CONTINUOUS, deploy }, async ({ client }) => {
  const first = await start(stage);
  await until(stage, first, 'deploying');
  const queued = await start(stage);
  await until(stage, queued, 'queued');
  open();
  await Promise.all([first.result(), queued.result()]);
  await keep('queued', queued);
  await keep('environment-patrolled', client.workflow.getHandle('environment/hello/staging'));
});
await recordEntering(stage, keep);
await recordMending(stage, keep);
await recordUnusual(stage, keep);
await stage.close();
