import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { createCommandTarget } from '../../../src/activities/targets/command.ts';
import { targetOf } from '../../../src/activities/targets/target-of.ts';
import { deploymentOf } from './deployment-of.ts';
import { linesOf, stageOf, temporaryFolder } from './stage.ts';

const ONE = deploymentOf(1);

function targetIn(folder: string, commands: { deploy?: string; probe?: string }) {
  return createCommandTarget({
    kind: 'command',
    deploy: `echo "$SLIPWAY_RELEASE" >> ${folder}/live`,
    timeoutMs: 5_000,
    ...commands,
  });
}

test('the command runs in a folder with the artifact and sees what it needs', async () => {
  const { context, log } = await stageOf(
    { 'app/version': 'one' },
    { secrets: { TOKEN: 's3cret' } },
  );
  const target = targetOf({
    kind: 'command',
    deploy: 'pwd -P; cat app/version; echo; env | sort | grep -e SLIPWAY -e TOKEN',
    timeoutMs: 5_000,
  });
  expect(await target.deploy(ONE, context)).toEqual({ switched: true });
  const artifact = join(context.scratch, 'artifact');
  expect(log().trimEnd().split('\n')).toEqual([
    artifact,
    'one',
    `SLIPWAY_ARTIFACT=${artifact}`,
    `SLIPWAY_COMMIT=${ONE.commit}`,
    `SLIPWAY_DIGEST=${ONE.digest}`,
    'SLIPWAY_ENVIRONMENT=staging',
    'SLIPWAY_PREVIOUS=',
    `SLIPWAY_RELEASE=${ONE.releaseId}`,
    'SLIPWAY_SERVICE=hello',
    'SLIPWAY_URL=http://127.0.0.1:4001',
    'TOKEN=s3cret',
  ]);
  expect(await target.probe(ONE, context)).toEqual({ known: false });
});

test('a command that fails is told with its exit code', async () => {
  const target = targetIn(temporaryFolder(), { deploy: 'exit 7' });
  const { context } = await stageOf({ version: 'one' });
  await expect(target.deploy(ONE, context)).rejects.toMatchObject({
    code: 'DEPLOY_FAILED',
    message: `The deployment of ${ONE.releaseId} exited with 7.`,
  });
});

test('R6 with a probe, a release that is live already is not deployed again', async () => {
  const folder = temporaryFolder();
  const target = targetIn(folder, { probe: `tail -n 1 ${folder}/live` });
  const deploy = async (number: number) =>
    target.deploy(deploymentOf(number), (await stageOf({ version: 'x' })).context);
  expect(await deploy(1)).toEqual({ switched: true });
  expect(await deploy(1)).toEqual({ switched: false });
  expect(await deploy(2)).toEqual({ switched: true, previous: ONE.releaseId });
  expect(linesOf(join(folder, 'live'))).toHaveLength(2);
});

test('R6 a probe is told of the deployment as its command is, so one script can serve several places', async () => {
  const { context, log } = await stageOf({ version: 'one' });
  const probe = 'set -eu; env | sort | grep SLIPWAY >&2; echo "$SLIPWAY_ENVIRONMENT-is-live"';
  const target = targetIn(temporaryFolder(), { probe });
  const live = { known: true, releaseId: 'staging-is-live' };
  expect(await target.probe(ONE, context)).toEqual(live);
  const told = log();
  expect(told.trimEnd().split('\n')).toEqual([
    `SLIPWAY_COMMIT=${ONE.commit}`,
    `SLIPWAY_DIGEST=${ONE.digest}`,
    'SLIPWAY_ENVIRONMENT=staging',
    'SLIPWAY_PREVIOUS=',
    `SLIPWAY_RELEASE=${ONE.releaseId}`,
    'SLIPWAY_SERVICE=hello',
    'SLIPWAY_URL=http://127.0.0.1:4001',
  ]);
  // Also before a deployment, where it says whether that is needed.
  await target.deploy(ONE, context);
  expect(log().slice(told.length)).toContain(told);
});

test('a probe answers by its first line on standard output', async () => {
  const { context, log } = await stageOf({});
  const probe = `echo warning >&2; echo ' ${ONE.releaseId}'; yes | head -c 100000`;
  expect(await targetIn('/', { probe }).probe(ONE, context)).toEqual({
    known: true,
    releaseId: ONE.releaseId,
  });
  expect(log()).toBe('warning\n');
});

test.each(['exit 1', 'echo hello-000000000001; exit 1', 'kill -9 $$'])(
  'the probe %s cannot tell what is live',
  async (probe) => {
    const { context } = await stageOf({});
    expect(await targetIn('/', { probe }).probe(ONE, context)).toEqual({ known: false });
  },
);

test.each(['true', 'echo'])('the probe %s says that nothing is live', async (probe) => {
  const { context } = await stageOf({});
  expect(await targetIn('/', { probe }).probe(ONE, context)).toEqual({ known: true });
});

test.each([
  ['without a probe', {}],
  ['whose probe fails', { probe: 'exit 1' }],
])('R6 a deployment that was cut off is not run again %s', async (_, more) => {
  const folder = temporaryFolder();
  const target = targetIn(folder, more);
  const { context } = await stageOf({ version: 'one' }, { isRepeated: true });
  await expect(target.deploy(ONE, context)).rejects.toMatchObject({
    code: 'DEPLOYMENT_STATE_UNKNOWN',
  });
  expect(linesOf(join(folder, 'live'))).toEqual([]);
});

test('R6 a deployment that was cut off is run again where the probe says that nothing is live', async () => {
  const target = targetIn(temporaryFolder(), { probe: 'true' });
  const { context } = await stageOf({ version: 'one' }, { isRepeated: true });
  expect(await target.deploy(ONE, context)).toEqual({ switched: true });
});

test('R7 a command that is cancelled ends with the reason', async () => {
  const folder = temporaryFolder();
  const cancel = new AbortController();
  const reason = new Error('cancelled');
  const target = targetIn(folder, { deploy: `echo begun > ${folder}/begun; sleep 20` });
  const { context } = await stageOf({ version: 'one' }, { signal: cancel.signal });
  const running = target.deploy(ONE, context);
  await vi.waitFor(() => expect(readFileSync(join(folder, 'begun'), 'utf8')).toBe('begun\n'));
  cancel.abort(reason);
  await expect(running).rejects.toBe(reason);
});

test('a probe that is cancelled ends with the reason', async () => {
  const folder = temporaryFolder();
  await writeFile(join(folder, 'live'), '');
  const reason = new Error('cancelled');
  const { context } = await stageOf({}, { signal: AbortSignal.abort(reason) });
  await expect(targetIn(folder, { probe: 'true' }).probe(ONE, context)).rejects.toBe(reason);
});
