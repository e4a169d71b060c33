import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultActivityInfo, MockActivityEnvironment } from '@temporalio/testing';
import { expect, test } from 'vitest';
import { onlyForSchedulers, SCHEDULERS } from '../../src/activities/schedulers.ts';

/** Runs one as if this had scheduled it, and says whether it did anything. */
async function scheduledBy(info: Partial<typeof defaultActivityInfo>) {
  const done: unknown[] = [];
  const { probe } = onlyForSchedulers({
    probe: async (input: unknown) => {
      done.push(input);
      return { known: false };
    },
  });
  const environment = new MockActivityEnvironment(info);
  const ran = environment.run(probe, { releaseId: 'r', service: 'hello', environment: 'staging' });
  return { ran, done };
}

test('An activity runs with its input for a workflow type of its row, and gives its result back.', async () => {
  const { ran, done } = await scheduledBy({ workflowType: 'environment' });
  expect(await ran).toEqual({ known: false });
  expect(done).toEqual([{ releaseId: 'r', service: 'hello', environment: 'staging' }]);
});

test.each([
  [
    'another workflow type of Slipway',
    { workflowType: 'release' },
    'a workflow of the type release',
  ],
  [
    'a workflow type that Slipway does not have',
    { workflowType: 'evil' },
    'a workflow of the type evil',
  ],
  ['no workflow', { inWorkflow: false }, 'no workflow'],
  [
    'no workflow, whatever type it claims',
    { inWorkflow: false, workflowType: 'environment' },
    'no workflow',
  ],
])('An activity that is scheduled by %s fails for good and does nothing.', async (_, info, by) => {
  const { ran, done } = await scheduledBy(info);
  await expect(ran).rejects.toMatchObject({
    type: 'ACTIVITY_REFUSED',
    nonRetryable: true,
    message: `probe was scheduled by ${by}; only environment may do that.`,
  });
  expect(done).toEqual([]);
});

test('Each activity is open to exactly the workflow types that schedule it in recorded histories.', () => {
  const folder = join(import.meta.dirname, '../replay/histories');
  const schedulers: Record<string, Set<string>> = {};
  for (const name of readdirSync(folder)) {
    const history = JSON.parse(readFileSync(join(folder, name), 'utf8')) as History;
    for (const { workflowType, activity } of scheduledIn(history))
      (schedulers[activity] ??= new Set()).add(workflowType);
  }
  const sorted = Object.entries(schedulers).map(([name, types]) => [name, [...types].toSorted()]);
  expect(Object.fromEntries(sorted)).toEqual(SCHEDULERS);
});

/** As much of a recorded history as tells which activities were scheduled. */
interface History {
  readonly events: ReadonlyArray<{
    readonly workflowExecutionStartedEventAttributes?: { workflowType: { name: string } };
    readonly activityTaskScheduledEventAttributes?: { activityType: { name: string } };
    readonly markerRecordedEventAttributes?: Marker;
  }>;
}

interface Marker {
  readonly markerName: string;
  readonly details?: Readonly<Record<string, { payloads: ReadonlyArray<{ data: string }> }>>;
}

function scheduledIn({ events }: History) {
  const workflowType = events[0]?.workflowExecutionStartedEventAttributes?.workflowType.name ?? '';
  return events.flatMap((event) => {
    const marker = event.markerRecordedEventAttributes;
    const activity =
      event.activityTaskScheduledEventAttributes?.activityType.name ??
      (marker?.markerName === 'core_local_activity' ? localActivityOf(marker) : undefined);
    return activity === undefined ? [] : [{ workflowType, activity }];
  });
}

/** The name of a local activity, which stands in the details of its marker. */
function localActivityOf({ details = {} }: Marker): string | undefined {
  const text = Object.values(details)
    .flatMap(({ payloads }) => payloads)
    .map(({ data }) => Buffer.from(data, 'base64').toString())
    .join('\n');
  return /"activity_type":"(\w+)"/.exec(text)?.[1];
}
