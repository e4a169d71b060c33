import type { Client } from '@temporalio/client';
import { runTimes } from './history.ts';
import { type Interval, readTrace, totalMs, within } from './intervals.ts';

/** What a part of a release took, in milliseconds, by its name. */
export type Shares = ReadonlyMap<string, number>;

/** The parts of a release, in the order of the report. */
export const PARTS = [
  'request until the run has started',
  'waiting for workflow tasks',
  'workflow tasks that plan',
  'workflow tasks around the environment lock',
  'other workflow tasks',
  'waiting for activities',
  'git',
  'commands (build, test, smoke test)',
  'activate',
  'archive, workspace, log, HTTP checks',
  'end of the run until the answer',
] as const;

type Part = (typeof PARTS)[number];

/** Divides one release up, by its history and by what its worker noted of its processes. */
export async function sharesOf(
  client: Client,
  workflowId: string,
  seen: Interval,
  traceFile: string,
): Promise<Shares> {
  const { events = [] } = await client.workflow.getHandle(workflowId).fetchHistory();
  const times = runTimes(events ?? []);
  const noted = within(await readTrace(traceFile), times.activities);
  const processes = noted.filter(({ what }) => what !== 'tool');
  const timeInPhases = (what: string) => totalMs(processes.filter((one) => one.what === what));
  const tasks = (fits: (local: readonly string[]) => boolean) =>
    totalMs(times.workflowTasks.filter(({ local }) => fits(local)));
  const shares: Record<Part, number> = {
    'request until the run has started': times.run.startMs - seen.startMs,
    'waiting for workflow tasks': totalMs(times.workflowTaskWaits),
    'workflow tasks that plan': tasks((local) => local.includes('planRelease')),
    'workflow tasks around the environment lock': tasks((local) => local.some(isLock)),
    'other workflow tasks': tasks((local) => local.length === 0),
    'waiting for activities': totalMs(times.activityWaits),
    git: timeInPhases('git'),
    'commands (build, test, smoke test)': timeInPhases('command'),
    activate: timeInPhases('activate'),
    'archive, workspace, log, HTTP checks': totalMs(times.activities) - totalMs(processes),
    'end of the run until the answer': seen.endMs - times.run.endMs,
  };
  return new Map(Object.entries(shares));
}

function isLock(activity: string): boolean {
  return activity === 'requestLock' || activity === 'unlock';
}

/** The same parts of a release by hand, which has fewer. */
export function sharesByHand(parts: ReadonlyMap<string, number>): Shares {
  const { git = 0, command = 0, activate = 0, ...rest } = Object.fromEntries(parts);
  const shares: Partial<Record<Part, number>> = {
    git,
    'commands (build, test, smoke test)': command,
    activate,
    'archive, workspace, log, HTTP checks': Object.values(rest).reduce((a, b) => a + b, 0),
  };
  return new Map(Object.entries(shares));
}
