import { expect, it } from 'vitest';
import type { ListQuery } from '../../../src/api/engine.ts';
import { createMeasuredReleases } from '../../../src/api/metrics/measured-releases.ts';
import {
  type AuditEntry,
  type EntryKind,
  environmentAuditId,
} from '../../../src/domain/audit-log/entry.ts';
import { SlipwayError } from '../../../src/domain/errors.ts';
import { withMeasurements } from '../../../src/domain/measure/from-audit-log.ts';
import type { ReleaseEvent } from '../../../src/domain/release/event.ts';
import type { Phase, ReleaseRow } from '../../../src/domain/release/release.ts';
import { recordsInMemory } from '../../support/api.ts';
import { measured } from '../../support/journey.ts';
import { INPUT, PLAN } from '../../support/plan.ts';

const PLACES = [{ service: 'hello', environments: ['staging', 'production'] }];
const ID = 'hello-3f2a91c4d5e6';
const OTHER = 'hello-aaaaaaaaaaaa';

const entry = <Kind extends EntryKind>(
  kind: Kind,
  more: Partial<AuditEntry<Kind>> = {},
): AuditEntry<Kind> => ({ id: kind, kind, atMs: 9, ...more }) as AuditEntry<Kind>;
const STARTED = entry('started', { atMs: 1, facts: { service: 'hello', commit: 'c' } });
const DEPLOYED = entry('step-ended', {
  environment: 'staging',
  atMs: 5,
  facts: { type: 'deploy', state: 'passed' },
});
const ENDED = entry('ended', { facts: { outcome: 'succeeded' } });
const endedWith = (releaseId: string) =>
  withMeasurements(
    ENDED,
    measured({ releaseId, deploymentOutcomes: [{ environment: 'staging', deployedAtMs: 5 }] }),
  );

/** A story until a release has gone live in staging. */
const LIVE: readonly ReleaseEvent[] = [
  { id: 1, atMs: 1, kind: 'started', input: INPUT },
  { id: 2, atMs: 2, kind: 'planned', plan: PLAN },
  {
    id: 3,
    atMs: 5,
    kind: 'step-ended',
    step: 'deploy-staging',
    type: 'deploy',
    environment: 'staging',
    state: 'passed',
    attempt: 1,
  },
];
const OVER: readonly ReleaseEvent[] = [
  ...LIVE,
  { id: 4, atMs: 6, kind: 'ended', outcome: 'cancelled' },
];

const row = (id: string, phase: Phase, environment?: string): ReleaseRow => ({
  ...INPUT,
  id,
  startedAtMs: 1,
  phase,
  ...(environment !== undefined && { environment }),
});

/** Facts over a store and an engine that count how often they are asked. */
function gathering() {
  const asked: string[] = [];
  const records = recordsInMemory();
  const world = {
    running: [] as ReleaseRow[],
    stories: new Map<string, readonly ReleaseEvent[]>(),
  };
  const measuredReleases = createMeasuredReleases({
    engine: {
      async list({ running, limit, cursor = '0' }: ListQuery) {
        expect(running).toBe(true);
        const from = Number(cursor);
        const some = world.running.slice(from, from + Math.min(limit, 2));
        const isLast = from + 2 >= world.running.length;
        return { releases: some, ...(!isLast && { next: String(from + 2) }) };
      },
      async history(id) {
        asked.push(`story of ${id}`);
        const history = world.stories.get(id);
        if (!history) throw new SlipwayError('RELEASE_NOT_FOUND', 'Temporal has forgotten it.');
        return history;
      },
    },
    store: {
      ...records,
      async newestEntry(id, kind) {
        asked.push(`${kind} of ${id}`);
        return records.newestEntry(id, kind);
      },
    },
  });
  const gather = async () => {
    asked.length = 0;
    const { measuredReleases: found, rolledBack } = await measuredReleases(PLACES);
    const told = found.map(({ releaseId, outcome, deploymentOutcomes }) =>
      [releaseId, outcome, ...deploymentOutcomes.map(({ environment }) => environment)].join(' '),
    );
    return { told: told.toSorted(), rolledBack, asked: asked.toSorted() };
  };
  return { ...records, world, gather };
}

it('A5 reads only the end entry of an audit log, and only once', async () => {
  const { appendToAuditLog, gather } = gathering();
  await appendToAuditLog(ID, [STARTED, endedWith(ID)]);
  const [first, second] = await Promise.all([gather(), gather()]);
  const told = [`${ID} succeeded staging`];
  expect(first).toEqual({ told, rolledBack: [], asked: [`ended of ${ID}`] });
  expect(second.told).toEqual(told);
  await appendToAuditLog(OTHER, [endedWith(OTHER)]);
  const more = await gather();
  expect(more.asked).toEqual([`ended of ${OTHER}`]);
  expect(more.told).toEqual([...told, `${OTHER} succeeded staging`]);
});

it('does not read the audit logs of other services', async () => {
  const { appendToAuditLog, gather } = gathering();
  await appendToAuditLog('hello-continuous-3f2a91c4d5e6', [endedWith('x')]);
  await appendToAuditLog('hello', [ENDED]);
  expect(await gather()).toEqual({ told: [], rolledBack: [], asked: [] });
});

it('A5 counts an audit log of an older version by all of its entries', async () => {
  const { appendToAuditLog, gather } = gathering();
  await appendToAuditLog(ID, [STARTED, DEPLOYED, ENDED]);
  expect(await gather()).toMatchObject({
    told: [`${ID} succeeded staging`],
    asked: [`ended of ${ID}`],
  });
  expect(await gather()).toMatchObject({ told: [`${ID} succeeded staging`], asked: [] });
});

it('A5 counts a terminated release by its history while Temporal has it', async () => {
  const { appendToAuditLog, world, gather } = gathering();
  await appendToAuditLog(ID, [STARTED]);
  world.stories.set(ID, OVER);
  expect(await gather()).toMatchObject({ told: [`${ID} cancelled staging`] });
  expect((await gather()).asked).toEqual([]);
});

it('A5 counts a release without a history by its audit log', async () => {
  const { appendToAuditLog, gather } = gathering();
  await appendToAuditLog(ID, [STARTED, DEPLOYED]);
  expect(await gather()).toMatchObject({ told: [`${ID}  staging`] });
  expect((await gather()).asked).toEqual([]);
});

it('A5 counts a running release by its history, and again after each change', async () => {
  const { world, gather } = gathering();
  world.running = [
    row(ID, 'deploying', 'staging'),
    row(OTHER, 'building'),
    row('shop-3f2a91c4d5e6', 'watching'),
  ];
  world.stories.set(ID, LIVE);
  world.stories.set(OTHER, [{ ...LIVE[0], input: { ...INPUT, id: OTHER } } as ReleaseEvent]);
  const stories = [`story of ${ID}`, `story of ${OTHER}`];
  expect(await gather()).toMatchObject({ told: [`${ID}  staging`, `${OTHER} `], asked: stories });
  expect((await gather()).asked).toEqual(stories);
});

it('does not reread a release that still waits in the same environment', async () => {
  const { world, gather } = gathering();
  world.stories.set(ID, LIVE);
  const askedIn = async (phase: Phase, environment: string) => {
    world.running = [row(ID, phase, environment)];
    const { told, asked } = await gather();
    expect(told).toEqual([`${ID}  staging`]);
    return asked.length;
  };
  expect(await askedIn('awaiting-approval', 'production')).toBe(1);
  expect(await askedIn('awaiting-approval', 'production')).toBe(0);
  expect(await askedIn('awaiting-window', 'production')).toBe(0);
  expect(await askedIn('awaiting-approval', 'other')).toBe(1);
  expect(await askedIn('deploying', 'other')).toBe(1);
  expect(await askedIn('deploying', 'other')).toBe(1);
  expect(await askedIn('queued', 'other')).toBe(1);
});

it('counts a reset run by its history, not by its audit log', async () => {
  const { appendToAuditLog, world, gather } = gathering();
  await appendToAuditLog(ID, [STARTED, endedWith(ID)]);
  await gather();
  world.running = [row(ID, 'watching', 'staging')];
  world.stories.set(ID, LIVE);
  expect(await gather()).toMatchObject({ told: [`${ID}  staging`] });
  world.running = [];
  await appendToAuditLog(ID, [{ ...endedWith(ID), id: 'again' }]);
  expect(await gather()).toMatchObject({
    told: [`${ID} succeeded staging`],
    asked: [`ended of ${ID}`],
  });
});

it('A5 reads rollbacks from the audit logs of environments', async () => {
  const { appendToAuditLog, gather } = gathering();
  const facts = { from: ID, to: OTHER, outcome: 'rolled-back' } as const;
  const back = entry('rollback-ended', { environment: 'production', facts });
  await appendToAuditLog(environmentAuditId('hello', 'production'), [entry('frozen'), back]);
  expect((await gather()).rolledBack).toEqual([
    { releaseId: ID, environment: 'production', atMs: 9, restored: true },
  ]);
});

it('shows the current waits of a reset run, not the earlier ones', async () => {
  const { appendToAuditLog, world, gather } = gathering();
  world.running = [row(ID, 'awaiting-approval', 'production')];
  world.stories.set(ID, LIVE);
  await gather();
  world.running = [];
  await appendToAuditLog(ID, [endedWith(ID)]);
  await gather();
  world.running = [row(ID, 'awaiting-approval', 'production')];
  world.stories.set(ID, LIVE.slice(0, 2));
  expect(await gather()).toMatchObject({ told: [`${ID} `] });
});

it('rereads a release that started while running releases were listed', async () => {
  const { appendToAuditLog, world, gather } = gathering();
  await appendToAuditLog(ID, [STARTED]);
  world.stories.set(ID, LIVE);
  expect(await gather()).toMatchObject({ told: [`${ID}  staging`] });
  world.stories.set(ID, OVER);
  expect(await gather()).toMatchObject({ told: [`${ID} cancelled staging`] });
});

it('retries a release that it could not read', async () => {
  const { appendToAuditLog, world, gather } = gathering();
  await appendToAuditLog(ID, [STARTED]);
  const broken = new Map<string, readonly ReleaseEvent[]>();
  broken.get = () => {
    throw new SlipwayError('TEMPORAL_UNREACHABLE', 'Temporal is unreachable.');
  };
  world.stories = broken;
  await expect(gather()).rejects.toThrow('Temporal is unreachable.');
  world.stories = new Map([[ID, OVER]]);
  expect(await gather()).toMatchObject({ told: [`${ID} cancelled staging`] });
});
