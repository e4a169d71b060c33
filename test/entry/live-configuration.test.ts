import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { recheckSignal } from '../../src/workflows/shared/messages.ts';
import { PRINCIPALS } from '../support/principals.ts';
import { useEngine } from '../support/engine-stage.ts';
import { eventually } from '../support/eventually.ts';
import { createRepository } from '../support/repository.ts';

/** A service that asks before its only environment. */
const service = (name: string) => ({
  repository: 'repository',
  environments: {
    production: {
      target: { kind: 'directory', path: `environments/${name}` },
      gate: { approvals: 1 },
    },
  },
});

const engine = useEngine(async (folder) => {
  createRepository(join(folder, 'repository'), {
    'pipeline.yaml': JSON.stringify({
      build: { run: 'true', artifact: 'pipeline.yaml' },
      test: { unit: { run: 'true' } },
    }),
  });
  const services = { shop: service('shop') };
  return { slipwayYaml: JSON.stringify({ ...PRINCIPALS, services }) };
});

/** The signals by which a release was told to look again. */
async function looks(id: string): Promise<number> {
  const { events } = await engine.client.workflow.getHandle(id).fetchHistory();
  return (events ?? []).filter(
    ({ workflowExecutionSignaledEventAttributes: signal }) =>
      signal?.signalName === recheckSignal.name,
  ).length;
}

it('W4 an edit of slipway.yaml makes the waiting releases check again', async () => {
  const { body } = await engine.start('shop');
  await engine.until(body.id, ({ phase }) => phase === 'awaiting-approval');
  const query = `WorkflowId = "${body.id}" AND SlipwayPhase = "awaiting-approval"`;
  await eventually('visibility', async () => (await engine.client.workflow.count(query)).count > 0);
  expect(await looks(body.id)).toBe(0);
  const file = join(engine.folder, 'slipway.yaml');
  const { services, ...rest } = JSON.parse(readFileSync(file, 'utf8'));
  const more = { ...services, another: service('another') };
  writeFileSync(file, JSON.stringify({ ...rest, services: more }));
  await eventually('the signal', async () => (await looks(body.id)) === 1);
  const { body: listed } = await engine.get<{ services: { name: string }[] }>('/services');
  expect(listed.services.map(({ name }) => name)).toEqual(['shop', 'another']);
  await engine.client.workflow.getHandle(body.id).terminate();
});
