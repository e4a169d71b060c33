import { WorkflowNotFoundError } from '@temporalio/client';
import fc from 'fast-check';
import { environmentId } from '../../../src/temporal/environment-lock.ts';
import { environmentQuery, holdUpdate, liftUpdate } from '../../../src/workflows/messages.ts';
import { tellWaiting } from '../../../src/temporal/tell-waiting.ts';
import type { Release } from '../../../src/domain/release.ts';
import { WAITING_PHASES } from '../../../src/domain/release.ts';
import { waitingFor } from '../../../src/domain/waiting.ts';
import { eventually } from '../../support/eventually.ts';
import { order, read, type Run, start, vote } from '../../support/releasing.ts';
import type { Stage } from '../../support/temporal.ts';
import { VOTERS, type World } from './world.ts';

/** What the test knows without asking: which votes a release has, as the rules say. */
export interface Model {
  releases: number;
  isHeld: boolean;
}

/** A service of its own, with real workflows. */
export interface Real {
  readonly stage: Stage;
  readonly world: World;
  readonly service: string;
  readonly runs: Run[];
}

type Command = fc.AsyncCommand<Model, Real>;

const HOUR_MS = 3_600_000;
/** Many look at once, and each look reads a history. */
const LOOK_MS = 100;

/** Makes a command that acts on one release that exists, and then waits until all is quiet. */
function onRelease(
  name: string,
  index: number,
  act: (real: Real, run: Run, known: Release) => Promise<void>,
): Command {
  return {
    check: (model) => model.releases > 0,
    async run(_, real) {
      const run = real.runs[index % real.runs.length] as Run;
      await act(real, run, await read(real.stage, run)).catch(unlessEnded);
      await settled(real);
    },
    toString: () => `${name}(${index})`,
  };
}

/** A release may end between a look at it and what is done to it then. */
function unlessEnded(error: unknown): void {
  if (!(error instanceof WorkflowNotFoundError)) throw error;
}

function onPlace(name: string, act: (model: Model, real: Real) => Promise<void>): Command {
  return {
    check: () => true,
    async run(model, real) {
      await act(model, real);
      await settled(real);
    },
    toString: () => name,
  };
}

const startAt = (digit: number) =>
  onPlace(`start(${digit})`, async (model, { stage, service, runs }) => {
    const commit = digit.toString(16).padStart(40, '0');
    runs.push(await start(stage, { service, commit }));
    model.releases += 1;
  });

const cast = (index: number, by: string, verdict: string, isOld: boolean) =>
  onRelease(
    `vote by ${by}: ${verdict}${isOld ? ' on an old manifest' : ''}`,
    index,
    async (real, run, known) => {
      if (known.phase === 'done') return;
      const more = { verdict, comment: 'because', ...(isOld && { manifest: 'sha256:old' }) };
      const { effect } = await vote(real.stage, run, by, more);
      const isOpen = known.phase === 'awaiting-approval';
      const expected = refusalOf({ by, verdict, isOld, isOpen });
      if (expected !== undefined && (effect.kind !== 'refused' || effect.code !== expected))
        throw new Error(`expected ${expected}, found ${JSON.stringify(effect)}`);
    },
  );

/** What the rules say of a vote before anything is asked of the gate. */
function refusalOf(asked: { by: string; verdict: string; isOld: boolean; isOpen: boolean }) {
  const { by, verdict, isOld, isOpen } = asked;
  if (isOld) return 'MANIFEST_CHANGED';
  if (!isOpen) return undefined;
  if (by === 'eve') return 'NOT_ELIGIBLE';
  return verdict === 'approve' && !VOTERS.includes(by) ? 'SELF_APPROVAL' : undefined;
}

const jump = (hours: number) =>
  onPlace(`${hours} hours pass`, async (_, { stage, runs }) => {
    for (const run of runs)
      if ((await read(stage, run)).phase !== 'done')
        await stage.fastForward(run.workflowId, hours * HOUR_MS).catch(() => {});
  });

const calendar = (isOpen: boolean) =>
  onPlace(`the calendar ${isOpen ? 'opens' : 'closes'}`, async (_, { stage, world, service }) => {
    world.placeOf(service).isOpen = isOpen;
    await tellWaiting(stage.client, { service }, 'calendar');
  });

const holding = (isHeld: boolean) =>
  onPlace(isHeld ? 'hold' : 'lift', async (model, { stage, service, world }) => {
    // There is nothing to hold before the first deployment.
    if (world.placeOf(service).deployed.length === 0) return;
    const environment = stage.client.workflow.getHandle(environmentId(service, 'production'));
    if (isHeld)
      await environment.executeUpdate(holdUpdate, { args: [{ by: 'ana', reason: 'a fair' }] });
    else await environment.executeUpdate(liftUpdate, { args: [{ by: 'ana' }] });
    model.isHeld = isHeld;
  });

const override = (index: number) =>
  onRelease('override', index, async ({ stage }, run, { phase }) => {
    if (!WAITING_PHASES.includes(phase)) return;
    await order(stage, run, 'zoe', { kind: 'override', environment: 'production', reason: 'fire' });
  });

const end = (index: number, how: 'cancel' | 'terminate') =>
  onRelease(how, index, async (_, run, { phase }) => {
    if (phase !== 'done') await run[how]();
  });

const index = fc.nat(5);
const person = fc.constantFrom(...VOTERS, ...VOTERS, 'ana@example.com', 'dev@example.com', 'eve');
const verdict = fc.constantFrom('approve', 'approve', 'approve', 'reject', 'withdraw');

/** Everything that can be done to the releases of a service. */
export const COMMANDS = [
  fc.integer({ min: 1, max: 9 }).map(startAt),
  fc.integer({ min: 1, max: 9 }).map(startAt),
  fc.tuple(index, person, verdict, fc.constant(false)).map((all) => cast(...all)),
  fc
    .tuple(index, fc.constantFrom(...VOTERS), fc.constant('approve'), fc.constant(false))
    .map((all) => cast(...all)),
  fc.tuple(index, person, verdict, fc.constant(true)).map((all) => cast(...all)),
  fc.constantFrom(1, 24, 100, 200).map(jump),
  fc.boolean().map(calendar),
  fc.boolean().map(holding),
  index.map(override),
  fc
    .tuple(index, fc.constantFrom('cancel' as const, 'terminate' as const))
    .map((all) => end(...all)),
];

/** Waits until every release has ended or waits for something that it can name. */
export async function settled(real: Real): Promise<void> {
  const { stage, runs, world, service } = real;
  for (const run of runs)
    await eventually(
      `${run.workflowId} to end, or to say what it waits for`,
      async () => {
        const release = await read(stage, run);
        return release.phase === 'done' || waitingFor(release).length > 0;
      },
      { everyMs: LOOK_MS },
    );
  const { broken } = world.placeOf(service);
  if (broken.length > 0) throw new Error(broken.join('; '));
}

/** At the end nobody holds the lock, and nobody is left in the queue. */
export async function leftInOrder(real: Real): Promise<void> {
  const { stage, runs, service, world } = real;
  for (const run of runs) if ((await read(stage, run)).phase !== 'done') await run.cancel();
  await eventually(
    'every release to end',
    async () => {
      const known = await Promise.all(runs.map((run) => read(stage, run)));
      return known.every(({ phase }) => phase === 'done');
    },
    { everyMs: LOOK_MS },
  );
  if (world.placeOf(service).deployed.length === 0) return;
  const id = environmentId(service, 'production');
  await eventually('the lock to be free', async () => {
    const { holder, queue } = await stage.client.workflow.getHandle(id).query(environmentQuery);
    if (holder || queue.length > 0) await stage.fastForward(id, 60_000);
    return !holder && queue.length === 0;
  });
}
