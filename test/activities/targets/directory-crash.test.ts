import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createDirectoryTarget } from '../../../src/activities/targets/directory.ts';
import { deploymentOf } from './deployment-of.ts';
import { linesOf, stageOf, temporaryFolder } from './stage.ts';

const ACTIVATE = `#!/bin/sh
echo "$SLIPWAY_RELEASE" >> "$SLIPWAY_TARGET/activations"
while test -e "$SLIPWAY_TARGET/freeze"; do sleep 0.02; done
`;
const ONE = deploymentOf(1);
const TWO = deploymentOf(2);

function place() {
  const path = join(temporaryFolder(), 'staging');
  const target = createDirectoryTarget({
    kind: 'directory',
    path,
    activate: './activate',
    timeoutMs: 5_000,
  });
  return {
    path,
    async deploy(number: number) {
      const deployment = deploymentOf(number);
      const files = { version: deployment.releaseId, activate: ACTIVATE };
      return target.deploy(deployment, (await stageOf(files)).context);
    },
    current: () => readlinkSync(join(path, 'current')),
    activations: () => linesOf(join(path, 'activations')),
    switches: () =>
      linesOf(join(path, '.slipway/switches.log')).map((line) => line.replace(/^\S+Z /, '')),
    notes: () => readdirSync(join(path, '.slipway')).toSorted(),
  };
}

const SETTLED = ['activated.json', 'digests', 'home', 'switches.log'];

test('there is not one moment without a current during 50 switches', async () => {
  const path = join(temporaryFolder(), 'staging');
  const target = createDirectoryTarget({ kind: 'directory', path, timeoutMs: 1_000 });
  const stage = await stageOf({ version: 'x' });
  await target.deploy(ONE, stage.context);
  const loop = `
    let reads = 0, misses = 0, stop = false;
    process.on('SIGTERM', () => { stop = true });
    (function look() {
      for (let i = 0; i < 200; i++, reads++)
        try { fs.readFileSync('current/version') } catch { misses++ }
      stop ? console.log(JSON.stringify({ reads, misses })) : setImmediate(look);
    })();
    console.log('ready');`;
  const reader = spawn(process.execPath, ['-e', loop], { cwd: path });
  onTestFinished(() => void reader.kill('SIGKILL'));
  let output = '';
  reader.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await vi.waitFor(() => expect(output).toContain('ready'), { timeout: 5_000 });
  for (let index = 0; index < 50; index += 1)
    await target.deploy(index % 2 === 0 ? TWO : ONE, stage.context);
  reader.kill('SIGTERM');
  await once(reader, 'close');
  const { reads, misses } = JSON.parse(output.replace('ready', '')) as Record<string, number>;
  expect(linesOf(join(path, '.slipway/switches.log'))).toHaveLength(51);
  expect(reads).toBeGreaterThan(1_000);
  expect(misses).toBe(0);
});

test('R6 killed right after the switch, a release is switched once and activated by the next call', async () => {
  const { path, deploy, current, activations, switches, notes } = place();
  await deploy(1);
  await writeFile(join(path, 'freeze'), '');
  const content = join(temporaryFolder(), 'content');
  await mkdir(content);
  await writeFile(join(content, 'activate'), ACTIVATE, { mode: 0o755 });
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(import.meta.dirname, 'deploy-child.ts'), path, '2', content, '/tmp'],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  await vi.waitFor(() => expect(current()).toContain(TWO.releaseId), {
    timeout: 10_000,
    interval: 2,
  });
  child.kill('SIGKILL');
  await once(child, 'exit');
  await rm(join(path, 'freeze'));
  expect(notes()).toContain('deploying.json');
  expect(await deploy(2)).toEqual({ switched: false, previous: ONE.releaseId });
  expect(current()).toBe(`releases/${TWO.releaseId}`);
  expect(activations().at(-1)).toBe(TWO.releaseId);
  expect(switches()).toEqual([`${ONE.releaseId} -`, `${TWO.releaseId} ${ONE.releaseId}`]);
  expect(notes()).toEqual(SETTLED);
});

/** Makes the target look as if a deployment of the second release had been killed. */
async function interruptedAt(path: string, step: 'noted' | 'switched' | 'undoing') {
  const notes = join(path, '.slipway');
  const { releaseId, commit, digest } = TWO;
  const note = { releaseId, commit, digest, previous: ONE.releaseId, token: 'of the killed one' };
  await mkdir(join(path, 'releases', releaseId), { recursive: true });
  await writeFile(join(path, 'releases', releaseId, 'activate'), ACTIVATE, { mode: 0o755 });
  await writeFile(join(notes, 'digests', releaseId), digest);
  await writeFile(join(notes, 'deploying.json'), JSON.stringify(note));
  await mkdir(join(notes, 'incoming-1'));
  await writeFile(join(notes, 'incoming-1/half'), '');
  await symlink('releases/x', join(notes, 'current-1'));
  if (step !== 'switched') return;
  await symlink(join('releases', releaseId), join(notes, 'link'));
  await rename(join(notes, 'link'), join(path, 'current'));
}

test('R6 killed between its note and the switch, a release is switched by the next call', async () => {
  const { path, deploy, switches, activations, notes } = place();
  await deploy(1);
  await interruptedAt(path, 'noted');
  expect(await deploy(2)).toEqual({ switched: true, previous: ONE.releaseId });
  expect(activations()).toEqual([ONE.releaseId, TWO.releaseId]);
  expect(switches()).toEqual([`${ONE.releaseId} -`, `${TWO.releaseId} ${ONE.releaseId}`]);
  expect(notes()).toEqual(SETTLED);
});

test('R6 killed between the switch and its line in the log, the line is added once', async () => {
  const { path, deploy, switches, notes } = place();
  await deploy(1);
  await interruptedAt(path, 'switched');
  expect(await deploy(2)).toEqual({ switched: false, previous: ONE.releaseId });
  expect(switches()).toEqual([`${ONE.releaseId} -`, `${TWO.releaseId} ${ONE.releaseId}`]);
  expect(notes()).toEqual(SETTLED);
});

test('a release that fails after a killed one goes back to the last that was activated', async () => {
  const { path, deploy, current, activations, notes } = place();
  await deploy(1);
  await interruptedAt(path, 'switched');
  const { context } = await stageOf({ activate: '#!/bin/sh\nexit 3' });
  const target = createDirectoryTarget({
    kind: 'directory',
    path,
    activate: './activate',
    timeoutMs: 5_000,
  });
  const failing = target.deploy(deploymentOf(3), context);
  await expect(failing).rejects.toMatchObject({ code: 'ACTIVATION_FAILED' });
  expect(current()).toBe(`releases/${ONE.releaseId}`);
  expect(activations()).toEqual([ONE.releaseId, ONE.releaseId]);
  expect(notes()).toEqual(SETTLED);
});

test('killed while it went back, what was live before is activated by the next call for it', async () => {
  const { path, deploy, activations, notes } = place();
  await deploy(1);
  await interruptedAt(path, 'undoing');
  expect(await deploy(1)).toMatchObject({ switched: false });
  expect(activations()).toEqual([ONE.releaseId, ONE.releaseId]);
  expect(notes()).toEqual(SETTLED);
});

function mounted(options: string): string | undefined {
  const folder = temporaryFolder();
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
  if (status !== 0) return undefined;
  onTestFinished(() => void spawnSync('umount', ['-l', folder]));
  return folder;
}

test('a disk that is full fails the release, leaves nothing of it, and what was live stays', async ({
  skip,
}) => {
  const folder = mounted('size=1m');
  if (!folder) return skip('a tmpfs cannot be mounted here');
  const path = join(folder, 'staging');
  const target = createDirectoryTarget({ kind: 'directory', path, timeoutMs: 1_000 });
  const small = await stageOf({ version: 'one' });
  await target.deploy(ONE, small.context);
  const large = await stageOf({ version: Buffer.alloc(2 * 1024 * 1024, 'x') });
  await expect(target.deploy(TWO, large.context)).rejects.toMatchObject({
    code: 'DISK_FULL',
    message: expect.stringContaining(folder),
  });
  expect(readFileSync(join(path, 'current/version'), 'utf8')).toBe('one');
  expect(readdirSync(join(path, 'releases'))).toEqual([ONE.releaseId]);
  expect(readdirSync(join(path, '.slipway')).toSorted()).toEqual(SETTLED);
});

test('a target on a disk that is read-only is refused with its path', async ({ skip }) => {
  const folder = mounted('size=1m');
  if (!folder) return skip('a tmpfs cannot be mounted here');
  spawnSync('mount', ['-o', 'remount,ro', folder]);
  const path = join(folder, 'staging');
  const target = createDirectoryTarget({ kind: 'directory', path, timeoutMs: 1_000 });
  const { context } = await stageOf({ version: 'one' });
  await expect(target.deploy(ONE, context)).rejects.toMatchObject({
    code: 'TARGET_NOT_WRITABLE',
    message: expect.stringContaining(path),
  });
});

test('a target below a file is refused with its path', async () => {
  const folder = temporaryFolder();
  await writeFile(join(folder, 'file'), '');
  const path = join(folder, 'file', 'staging');
  const target = createDirectoryTarget({ kind: 'directory', path, timeoutMs: 1_000 });
  const { context } = await stageOf({ version: 'one' });
  await expect(target.deploy(ONE, context)).rejects.toMatchObject({
    code: 'TARGET_NOT_WRITABLE',
    message: expect.stringContaining(path),
  });
  expect(existsSync(path)).toBe(false);
  expect(await target.probe(ONE, context)).toEqual({ known: false });
});
