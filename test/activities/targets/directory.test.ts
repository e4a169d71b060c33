import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { createDirectoryTarget } from '../../../src/activities/targets/directory.ts';
import type { DeployContext, Deployment } from '../../../src/activities/targets/target.ts';
import type { DirectoryTarget } from '../../../src/domain/plan/target.ts';
import { deploymentOf } from './deployment-of.ts';
import { linesOf, stageOf, temporaryFolder } from './stage.ts';

/** Notes each activation at the target, and does what a file there asks for. */
const ACTIVATE = `#!/bin/sh
echo "$SLIPWAY_RELEASE after $SLIPWAY_PREVIOUS" >> "$SLIPWAY_TARGET/activations"
cat fails 2>/dev/null && exit 3
while test -e "$SLIPWAY_TARGET/freeze"; do sleep 0.02; done
exit 0
`;
const ONE = deploymentOf(1);
const TWO = deploymentOf(2);

function place(config: Partial<DirectoryTarget> = {}) {
  const path = join(temporaryFolder(), 'hello', 'staging');
  const target = createDirectoryTarget({
    kind: 'directory',
    path,
    activate: './activate',
    timeoutMs: 5_000,
    ...config,
  });
  const deploy = async (
    deployment: Deployment,
    files: Record<string, string> = {},
    more: Partial<DeployContext> = {},
  ) => {
    const stage = await stageOf(
      { version: deployment.releaseId, activate: ACTIVATE, ...files },
      more,
    );
    return target.deploy(deployment, stage.context);
  };
  return {
    path,
    target,
    deploy,
    current: () => {
      try {
        return readlinkSync(join(path, 'current'));
      } catch {
        return undefined;
      }
    },
    activations: () => linesOf(join(path, 'activations')),
    switches: () =>
      linesOf(join(path, '.slipway/switches.log')).map((line) => line.replace(/^\S+Z /, '')),
    notes: () => readdirSync(join(path, '.slipway')).toSorted(),
  };
}

const SETTLED = ['activated.json', 'digests', 'home', 'switches.log'];

test('a release becomes current with its files, and then its activation runs there', async () => {
  const { path, deploy, current, switches, notes, target } = place({
    activate: 'pwd -P; env | sort | grep -e SLIPWAY -e TOKEN; cat version',
  });
  const { context, log } = await stageOf({ version: 'one' }, { secrets: { TOKEN: 's3cret' } });
  expect(await target.deploy(ONE, context)).toEqual({ switched: true });
  expect(current()).toBe(`releases/${ONE.releaseId}`);
  expect(readFileSync(join(path, 'current/version'), 'utf8')).toBe('one');
  expect(log().split('\n')).toEqual([
    `current: none -> ${ONE.releaseId}`,
    join(path, 'releases', ONE.releaseId),
    `SLIPWAY_COMMIT=${ONE.commit}`,
    `SLIPWAY_DIGEST=${ONE.digest}`,
    'SLIPWAY_ENVIRONMENT=staging',
    'SLIPWAY_PREVIOUS=',
    `SLIPWAY_RELEASE=${ONE.releaseId}`,
    'SLIPWAY_SERVICE=hello',
    `SLIPWAY_TARGET=${path}`,
    'SLIPWAY_URL=http://127.0.0.1:4001',
    'TOKEN=s3cret',
    'one',
  ]);
  expect(notes()).toEqual(SETTLED);
  expect(await deploy(TWO)).toEqual({ switched: true, previous: ONE.releaseId });
  expect(switches()).toEqual([`${ONE.releaseId} -`, `${TWO.releaseId} ${ONE.releaseId}`]);
});

test('R6 deploying what is live already switches and activates nothing', async () => {
  const { deploy, switches, activations } = place();
  await deploy(ONE);
  await deploy(TWO);
  expect(await deploy(TWO)).toEqual({ switched: false, previous: ONE.releaseId });
  expect(switches()).toHaveLength(2);
  expect(activations()).toHaveLength(2);
});

test('a target without an activation only switches', async () => {
  const path = join(temporaryFolder(), 'deep', 'staging');
  const target = createDirectoryTarget({ kind: 'directory', path, timeoutMs: 1_000 });
  const { context } = await stageOf({ version: 'one' });
  expect(await target.probe(ONE, context)).toEqual({ known: true });
  expect(await target.deploy(ONE, context)).toEqual({ switched: true });
  expect(await target.probe(ONE, context)).toEqual({ known: true, releaseId: ONE.releaseId });
});

test('an activation that fails brings back what was live before, and activates that', async () => {
  const { path, deploy, current, activations, switches, notes } = place();
  await deploy(ONE, { activate: ACTIVATE.replace('exit 0', 'env > seen') });
  const failing = deploy(TWO, { fails: 'no port\n' });
  await expect(failing).rejects.toMatchObject({
    code: 'ACTIVATION_FAILED',
    message: `The activation of ${TWO.releaseId} exited with 3.`,
  });
  expect(current()).toBe(`releases/${ONE.releaseId}`);
  expect(activations()).toEqual([
    `${ONE.releaseId} after `,
    `${TWO.releaseId} after ${ONE.releaseId}`,
    `${ONE.releaseId} after ${TWO.releaseId}`,
  ]);
  expect(linesOf(join(path, 'current/seen'))).toContain(`SLIPWAY_COMMIT=${ONE.commit}`);
  expect(switches().at(-1)).toBe(`${ONE.releaseId} ${TWO.releaseId}`);
  expect(notes()).toEqual(SETTLED);
  expect(await deploy(ONE)).toMatchObject({ switched: false });
});

test('R4 a first release that fails leaves nothing current', async () => {
  const { path, deploy, current, switches } = place();
  await expect(deploy(ONE, { fails: '' })).rejects.toMatchObject({ code: 'ACTIVATION_FAILED' });
  expect(current()).toBeUndefined();
  expect(existsSync(join(path, 'current'))).toBe(false);
  expect(switches()).toEqual([`${ONE.releaseId} -`, `- ${ONE.releaseId}`]);
  expect(await deploy(TWO)).toEqual({ switched: true });
});

test('an activation that takes too long brings back what was live before', async () => {
  const { deploy, current } = place({ timeoutMs: 300 });
  await deploy(ONE);
  const slow = deploy(TWO, { activate: 'sleep 20' });
  await expect(slow).rejects.toMatchObject({ code: 'STEP_TIMED_OUT' });
  expect(current()).toBe(`releases/${ONE.releaseId}`);
});

test('an activation that prints too much brings back what was live before', async () => {
  const { path, deploy, current } = place();
  await deploy(ONE, { activate: 'echo back; touch "$SLIPWAY_TARGET/back"' });
  await rm(join(path, 'back'));
  let full = false;
  const onOutput = (chunk: Buffer) => {
    full ||= chunk.includes('y');
    return !full;
  };
  const loud = deploy(TWO, { activate: 'yes' }, { onOutput });
  await expect(loud).rejects.toMatchObject({ code: 'LOG_TOO_LARGE' });
  expect(current()).toBe(`releases/${ONE.releaseId}`);
  expect(existsSync(join(path, 'back'))).toBe(true);
});

test('R7 cancelled during its activation, a release gives way to what was live before', async () => {
  const { path, deploy, current, activations, notes } = place();
  await deploy(ONE, { activate: 'echo one >> "$SLIPWAY_TARGET/activations"' });
  const cancel = new AbortController();
  const reason = new Error('cancelled');
  await writeFile(join(path, 'freeze'), '');
  const running = deploy(TWO, {}, { signal: cancel.signal });
  await vi.waitFor(() => expect(activations()).toHaveLength(2));
  expect(current()).toBe(`releases/${TWO.releaseId}`);
  cancel.abort(reason);
  await expect(running).rejects.toBe(reason);
  expect(current()).toBe(`releases/${ONE.releaseId}`);
  expect(activations().at(-1)).toBe('one');
  expect(notes()).toEqual(SETTLED);
});

test('R7 cancelled before the switch, nothing has changed and nothing is activated again', async () => {
  const { path, deploy, current, activations, switches, notes } = place();
  await deploy(ONE);
  const cancel = new AbortController();
  const reason = new Error('cancelled');
  const { context } = await stageOf({ version: 'two' });
  const artifact = async () => {
    setImmediate(() => cancel.abort(reason));
    return context.artifact();
  };
  const running = deploy(TWO, {}, { artifact, signal: cancel.signal });
  await expect(running).rejects.toBe(reason);
  expect(current()).toBe(`releases/${ONE.releaseId}`);
  expect(readdirSync(join(path, 'releases'))).toEqual([ONE.releaseId]);
  expect(activations()).toHaveLength(1);
  expect(switches()).toHaveLength(1);
  expect(notes()).toEqual(SETTLED);
});

test('R7 cancelled before the switch to a release that is there already, nothing is switched', async () => {
  const { deploy, current, activations, switches, notes } = place();
  await deploy(ONE);
  await deploy(TWO);
  const reason = new Error('cancelled');
  await expect(deploy(ONE, {}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  expect(current()).toBe(`releases/${TWO.releaseId}`);
  expect(activations()).toHaveLength(2);
  expect(switches()).toHaveLength(2);
  expect(notes()).toEqual(SETTLED);
});

test('B2 other bytes under the id of a release that is there are refused, and nothing changes', async () => {
  const { deploy, current, switches } = place();
  await deploy(ONE);
  const other = { ...ONE, digest: TWO.digest };
  await expect(deploy(other, { version: 'other' })).rejects.toMatchObject({
    code: 'DEPLOY_FAILED',
    message: expect.stringContaining(`holds ${ONE.digest} instead of ${TWO.digest}`),
  });
  expect(current()).toBe(`releases/${ONE.releaseId}`);
  expect(switches()).toHaveLength(1);
});

test('a failure that cannot be undone says both, and is not forgotten', async () => {
  const { path, deploy, activations } = place();
  await deploy(ONE);
  await writeFile(join(path, 'current/fails'), '');
  await expect(deploy(TWO, { fails: '' })).rejects.toMatchObject({
    code: 'ACTIVATION_FAILED',
    message: expect.stringMatching(
      /2 exited with 3\. Restoring .*1 failed too: .*1 exited with 3\./,
    ),
    details: { restored: false },
  });
  await rm(join(path, 'current/fails'));
  expect(await deploy(ONE)).toMatchObject({ switched: false });
  expect(activations().at(-1)).toMatch(ONE.releaseId);
  expect(activations()).toHaveLength(4);
});

test('a worker that was cut off changes nothing after its successor is done', async () => {
  const { path, deploy, current, activations, switches } = place();
  await deploy(ONE);
  await writeFile(join(path, 'freeze'), '');
  const cancel = new AbortController();
  const reason = new Error('no longer yours');
  const cutOff = deploy(TWO, {}, { signal: cancel.signal });
  await vi.waitFor(() => expect(activations()).toHaveLength(2));
  const successor = deploy(TWO);
  await vi.waitFor(() => expect(activations()).toHaveLength(3));
  cancel.abort(reason);
  await expect(cutOff).rejects.toBe(reason);
  await rm(join(path, 'freeze'));
  expect(await successor).toEqual({ switched: false, previous: ONE.releaseId });
  expect(current()).toBe(`releases/${TWO.releaseId}`);
  expect(switches()).toHaveLength(2);
});

test('the five releases that were live last stay, and one that went can come back', async () => {
  const { path, deploy, current } = place();
  for (const number of [1, 2, 3, 4, 5, 1, 6, 7]) await deploy(deploymentOf(number));
  const kept = [1, 4, 5, 6, 7].map((number) => deploymentOf(number).releaseId);
  expect(readdirSync(join(path, 'releases')).toSorted()).toEqual(kept);
  await deploy(TWO);
  expect(current()).toBe(`releases/${TWO.releaseId}`);
  expect(readFileSync(join(path, 'current/version'), 'utf8')).toBe(TWO.releaseId);
});

test('a current that Slipway did not make is refused and left alone', async () => {
  const { path, deploy } = place();
  await mkdir(path, { recursive: true });
  await symlink('/opt/hello', join(path, 'current'));
  await expect(deploy(ONE)).rejects.toMatchObject({ code: 'TARGET_NOT_WRITABLE' });
  expect(readlinkSync(join(path, 'current'))).toBe('/opt/hello');
  await rm(join(path, 'current'));
  await mkdir(join(path, 'current'));
  await expect(deploy(ONE)).rejects.toMatchObject({ code: 'TARGET_NOT_WRITABLE' });
  expect(lstatSync(join(path, 'current')).isDirectory()).toBe(true);
});

test('a server that an activation starts goes on running', async () => {
  const { path, deploy, target } = place();
  await deploy(ONE, { activate: 'sleep 30 & echo $! > server' });
  const server = Number(readFileSync(join(path, 'current/server'), 'utf8'));
  try {
    expect(process.kill(server, 0)).toBe(true);
    const { context } = await stageOf({});
    expect(await target.probe(ONE, context)).toEqual({ known: true, releaseId: ONE.releaseId });
  } finally {
    process.kill(server, 'SIGKILL');
  }
});
