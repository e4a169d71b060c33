import { randomUUID } from 'node:crypto';
import type { Release } from '../../../src/domain/release/release.ts';
import { waitingFor } from '../../../src/domain/release/waiting.ts';
import { environmentId } from '../../../src/temporal/environment-id.ts';
import { startOptions } from '../../../src/temporal/environments.ts';
import { isMissing } from '../../../src/temporal/errors.ts';
import { environmentQuery } from '../../../src/workflows/shared/messages.ts';
import {
  commitKey,
  phaseKey,
  serviceKey,
} from '../../../src/workflows/shared/search-attributes.ts';
import { INPUT } from '../../support/plan.ts';
import { read, type Run } from '../../support/releasing.ts';
import type { RestartableStage } from '../../support/temporal.ts';
import { type Flaw, nowOf, type ModelledService } from './modelled-service.ts';
import type { Deeds } from './rules.ts';
import { speedUp } from './site.ts';

/** A service with real workflows, whose clock the test moves. */
export interface Service {
  readonly stage: RestartableStage;
  readonly place: ModelledService;
  /** Every workflow that has a clock to move. */
  readonly clocks: Set<string>;
}

export async function openService(
  stage: RestartableStage,
  place: ModelledService,
): Promise<Service> {
  const service: Service = { stage, place, clocks: new Set() };
  await openEnvironment(service, 'production');
  return service;
}

export type Name = 'staging' | 'production';

/** It is there before a release comes, so that all clocks go alike. */
async function openEnvironment(service: Service, name: Name): Promise<void> {
  const { workflowId, args, ...more } = startOptions(service.place.service, name);
  if (service.clocks.has(workflowId)) return;
  await startLate(service, 'environment', workflowId, args, more);
  await stateOf(service, name);
}

/** The environments that somebody has used. */
export function openOnes({ place, clocks }: Service): readonly Name[] {
  const names: readonly Name[] = ['staging', 'production'];
  return names.filter((name) => clocks.has(environmentId(place.service, name)));
}

export const commitOf = (number: number) => number.toString(16).padStart(40, '0');

export async function startRelease(service: Service, number: number, flaw?: Flaw): Promise<void> {
  const { place } = service;
  const { setup } = place;
  const [id, commit] = [`${place.service}-${number}-${randomUUID().slice(-4)}`, commitOf(number)];
  place.releases.set(id, {
    id,
    commit,
    setup,
    ballots: new Map(),
    mode: setup.mode,
    isOverridden: false,
    isStopped: false,
    isTerminated: false,
    hasFailed: false,
    isOver: false,
  });
  if (flaw) place.flaws.set(commit, flaw);
  if (setup.soakHours > 0) await openEnvironment(service, 'staging');
  await startLate(service, 'release', id, [{ ...INPUT, id, service: place.service, commit }], {
    typedSearchAttributes: [
      { key: serviceKey, value: place.service },
      { key: commitKey, value: commit },
      { key: phaseKey, value: 'building' },
    ],
  });
}

/**
 * A clock is moved on to a little after what is due. Were what is done then to last longer, the
 * server would move it on to whatever is due next.
 */
const A_LITTLE_MS = 15_000;
/** All clocks go alike, however busy the machine is. */
const POLLS = 10;

/** Starts a workflow at the instant that it is for this service. */
export async function startLate(
  { stage, place: { aheadMs }, clocks }: Service,
  type: string,
  workflowId: string,
  args: unknown[],
  more: object = {},
): Promise<void> {
  clocks.add(workflowId);
  const late = aheadMs > 0 ? { startDelay: aheadMs } : {};
  const terms = { workflowId, taskQueue: 'slipway', args, ...late, ...more };
  await stage.client.workflow.start(type, terms);
  if (aheadMs > 0) await stage.fastForward(workflowId, aheadMs + A_LITTLE_MS, POLLS);
}

export function runOf({ stage }: Service, { id }: Pick<Deeds, 'id'>): Run {
  return stage.client.workflow.getHandle(id);
}

export async function look(service: Service, deeds: Deeds): Promise<Release | undefined> {
  return read(service.stage, runOf(service, deeds));
}

export function underWay({ releases }: ModelledService): Deeds[] {
  return [...releases.values()].filter(({ isOver }) => !isOver);
}

export async function stateOf({ stage, place }: Service, name: Name) {
  return stage.client.workflow
    .getHandle(environmentId(place.service, name))
    .query(environmentQuery);
}

/**
 * Lets time pass, up to the next instant for which somebody waits and then on, so that nothing
 * is late and what comes first is first.
 *
 * @param settle waits until all that follows has been done
 */
export async function letTimePass(
  service: Service,
  byMs: number,
  settle: () => Promise<void>,
): Promise<void> {
  const { stage, place, clocks } = service;
  speedUp(place.production);
  await settle();
  for (let leftMs = byMs; leftMs > 0;) {
    const stepMs = Math.min(leftMs, (await untilNextDue(service)) + A_LITTLE_MS);
    leftMs -= stepMs;
    place.aheadMs += stepMs;
    const over = [...place.releases.values()].filter(({ isOver }) => isOver).map(({ id }) => id);
    for (const id of over) clocks.delete(id);
    await Promise.all(
      [...clocks].map((id) => stage.fastForward(id, stepMs, POLLS).catch(unlessEnded)),
    );
    await settle();
  }
}

/** A run may end between a look at it and what is done to it then. */
export function unlessEnded(error: unknown): void {
  if (!isMissing(error)) throw error;
}

async function untilNextDue(service: Service): Promise<number> {
  const now = nowOf(service.place);
  const known = await Promise.all(underWay(service.place).map((deeds) => look(service, deeds)));
  const instants = known.flatMap((release) =>
    release ? waitingFor(release, Date.now()).map(({ untilMs = Infinity }) => untilMs - now) : [],
  );
  return Math.max(0, Math.min(...instants));
}
