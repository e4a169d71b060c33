import type { temporal } from '@temporalio/proto';
import { environmentId } from '../src/temporal/environment-id.ts';
import { outboxId } from '../src/temporal/outboxes.ts';
import { type Action, actionsOf } from './actions/count.ts';
import { queriesSoFar } from './actions/queries.ts';
import type { Stage } from './stage.ts';
import { sum } from './statistics.ts';
import type { Table } from './table.ts';

type Event = temporal.api.history.v1.IHistoryEvent;

const ENVIRONMENTS = ['staging', 'production'];

/** What one release costs: Temporal's actions, and the events of its history. */
export async function measureActions(stage: Stage): Promise<Table[]> {
  // The second release of a service: the first one also starts its environments.
  await releaseOnce(stage, 'automatic');
  await releaseOnce(stage, 'approval');
  const automatic = await releaseOnce(stage, 'automatic');
  const approval = await releaseOnce(stage, 'approval');
  const names = [...new Set([...approval.actions, ...automatic.actions].map(({ what }) => what))];
  const count = ({ actions }: Cost, what: string) =>
    sum(actions.filter((one) => one.what === what).map((one) => one.count));
  const total = ({ actions }: Cost) => String(sum(actions.map((one) => one.count)));
  const row = (what: string, of: (cost: Cost) => string) => [what, of(approval), of(automatic)];
  return [
    {
      title: 'What one release of hello costs in Temporal',
      columns: ['', 'approval', 'automatic'],
      rows: [
        ...names.map((what) => row(what, (cost) => String(count(cost, what) || ''))),
        row('actions (aim: at most 25)', total),
        row('events of the release (aim: at most 70)', (cost) => String(cost.events)),
        row('events in its environments', (cost) => String(cost.environmentEvents)),
        row('events of its outbox', (cost) => String(cost.outboxEvents)),
        row('added by reading it all 20 times', (cost) => String(cost.addedByReading)),
      ],
    },
  ];
}

interface Cost {
  readonly actions: readonly Action[];
  readonly events: number;
  readonly environmentEvents: number;
  readonly outboxEvents: number;
  readonly addedByReading: number;
}

async function releaseOnce(stage: Stage, service: string): Promise<Cost> {
  const { api, client, hello, temporal } = stage;
  const before = await environmentEvents(stage, service);
  const asked = await queriesSoFar(temporal.metricsPort);
  const id = await api.start(service, await hello.commit());
  if (service === 'approval') {
    // By its history, so that waiting here asks nothing.
    const approvalRequest = await api.awaitGate(id);
    await api.approve(id, approvalRequest);
  }
  await client.workflow.getHandle(id).result();
  await client.workflow.getHandle(outboxId(id)).result();
  const outbox = await historyOf(stage, outboxId(id));
  const queries = (await queriesSoFar(temporal.metricsPort)) - asked;
  const events = await historyOf(stage, id);
  const after = await environmentEvents(stage, service);
  const environments = after.flatMap((all, i) => all.slice(before[i]?.length ?? 0));
  return {
    actions: [
      ...actionsOf(events),
      ...actionsOf(environments).map(({ what, count }) => ({
        what: `environments: ${what}`,
        count,
      })),
      ...actionsOf(outbox).map(({ what, count }) => ({ what: `outbox: ${what}`, count })),
      { what: 'query', count: queries },
    ],
    events: events.length,
    environmentEvents: environments.length,
    outboxEvents: outbox.length,
    addedByReading: await addedByReading(stage, id, events.length),
  };
}

/** Reads status, logs and story, and tells how many events and queries that has added. */
async function addedByReading(stage: Stage, id: string, events: number): Promise<number> {
  const { api, temporal } = stage;
  const asked = await queriesSoFar(temporal.metricsPort);
  for (let time = 0; time < 20; time += 1) {
    await api.read(id);
    await api.get(`/releases/${id}/logs/build`);
    await api.get(`/releases/${id}/events`);
    await api.get('/releases');
  }
  const now = (await historyOf(stage, id)).length;
  return now - events + (await queriesSoFar(temporal.metricsPort)) - asked;
}

async function environmentEvents(stage: Stage, service: string): Promise<Event[][]> {
  const ids = ENVIRONMENTS.map((name) => environmentId(service, name));
  return Promise.all(ids.map((id) => historyOf(stage, id).catch(() => [])));
}

async function historyOf({ client }: Stage, id: string): Promise<Event[]> {
  return (await client.workflow.getHandle(id).fetchHistory()).events ?? [];
}
