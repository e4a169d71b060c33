import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createWorkspaces, type Workspace } from '../../src/run/workspace.ts';
import { isGone, PATH, pidIn, run, runs, temporaryFolder } from './processes.ts';

const CHILD = new URL('workspace-child.ts', import.meta.url).pathname;
const BUILD = { releaseId: 'hello-1', step: 'build', attempt: 1 };
/** Leaves a process behind that is in no group of ours. */
const STRAY = `setsid sh -c 'echo $$ >pid; exec sleep 60' & until test -s pid; do :; done`;

async function strayIn({ folder, marker }: Pick<Workspace, 'folder' | 'marker'>): Promise<number> {
  await run(folder, STRAY, { env: { PATH, SLIPWAY_ATTEMPT: marker } });
  return pidIn(join(folder, 'pid'));
}

test('a workspace is empty, and all of it is gone when it is closed', async () => {
  const root = join(temporaryFolder(), 'workspaces');
  const workspace = await createWorkspaces(root).open(BUILD);
  const { folder, home, temp } = workspace;
  for (const path of [folder, home, temp]) expect(readdirSync(path)).toEqual([]);
  writeFileSync(join(folder, 'a'), '');
  await workspace.close();
  expect(readdirSync(root)).toEqual([]);
  await workspace.close();
});

/** Makes folders so deep that no path is long enough to name the last. */
const DEEP = `"${process.execPath}" -e 'for (let i = 0; i < 30; i++) {
  fs.mkdirSync("d".repeat(200));
  process.chdir("d".repeat(200));
}'`;

test('a workspace is removed whatever a build called its files, and however deep they are', async () => {
  const root = temporaryFolder();
  const workspaces = createWorkspaces(root);
  const workspace = await workspaces.open(BUILD);
  await run(workspace.folder, DEEP);
  mkdirSync(Buffer.from(`${workspace.temp}/caf\xe9/\xff`, 'latin1'), { recursive: true });
  chmodSync(Buffer.from(`${workspace.temp}/caf\xe9`, 'latin1'), 0o500);
  await workspace.close();
  expect(readdirSync(root)).toEqual([]);
});

test('what cannot be removed keeps no worker and no step from starting', async () => {
  const root = temporaryFolder();
  const workspaces = createWorkspaces(root);
  const left = await workspaces.open(BUILD);
  await run(left.folder, DEEP);
  utimesSync(join(left.folder, '..'), 0, 0);
  writeFileSync(join(left.folder, '..', 'owner.json'), '');
  process.env['PATH'] = '';
  try {
    await workspaces.sweep();
    await workspaces.open({ ...BUILD, attempt: 2 });
  } finally {
    process.env['PATH'] = PATH;
  }
  await left.close();
});

test('a socket in the temporary folder of a workspace has a path that is short enough', async () => {
  const root = temporaryFolder();
  const { temp } = await createWorkspaces(root).open({ ...BUILD, releaseId: 'x'.repeat(120) });
  expect(temp.length - root.length).toBeLessThan(30);
});

test('B4 closing a workspace ends what left the group of its command, and nobody else', async () => {
  const workspaces = createWorkspaces(temporaryFolder());
  const workspace = await workspaces.open(BUILD);
  const other = await workspaces.open({ ...BUILD, step: 'test-unit' });
  const [stray, stranger] = [await strayIn(workspace), await strayIn(other)];
  await workspace.close();
  await isGone(stray);
  expect(await runs(stranger)).toBe(true);
  expect(existsSync(other.folder)).toBe(true);
});

test('B4 a new attempt first puts away what the one before left', async () => {
  const workspaces = createWorkspaces(temporaryFolder());
  const first = await workspaces.open(BUILD);
  const stray = await strayIn(first);
  const second = await workspaces.open({ ...BUILD, attempt: 2 });
  await isGone(stray);
  expect(existsSync(first.folder)).toBe(false);
  expect(readdirSync(second.folder)).toEqual([]);
  expect(second.marker).not.toBe(first.marker);
});

async function startWorker(root: string): Promise<{ worker: ChildProcess; left: Workspace }> {
  const worker = spawn(process.execPath, ['--import', 'tsx', CHILD, root], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void worker.kill('SIGKILL'));
  const [text] = (await once(worker.stdout, 'data')) as [Buffer];
  return { worker, left: JSON.parse(text.toString()) as Workspace };
}

test('B4 a worker that starts puts away what dead workers left, and nothing of living ones', async () => {
  const root = temporaryFolder();
  const { worker, left } = await startWorker(root);
  const workspaces = createWorkspaces(root);
  const stray = await strayIn(left);
  const own = await workspaces.open({ ...BUILD, step: 'test-unit' });
  await workspaces.sweep();
  expect(existsSync(left.folder)).toBe(true);
  expect(await runs(stray)).toBe(true);
  worker.kill('SIGKILL');
  await once(worker, 'exit');
  await workspaces.sweep();
  await isGone(stray);
  expect(existsSync(dirname(left.folder))).toBe(false);
  expect(existsSync(own.folder)).toBe(true);
});

test('a workspace of whose owner nothing is known stays for a day', async () => {
  const root = temporaryFolder();
  for (const name of ['half', 'foreign', 'old']) mkdirSync(join(root, name));
  const process = { pid: 1, started: '1', namespace: 'pid:[1]' };
  writeFileSync(join(root, 'foreign', 'owner.json'), JSON.stringify({ ...BUILD, process }));
  writeFileSync(join(root, 'half', 'owner.json'), '{"pro');
  const yesterday = new Date(Date.now() - 25 * 60 * 60_000);
  utimesSync(join(root, 'old'), yesterday, yesterday);
  await createWorkspaces(root).sweep();
  expect(readdirSync(root).toSorted()).toEqual(['foreign', 'half']);
});

const isRoot = process.geteuid?.() === 0;

test('what a build made read-only is removed as well', async () => {
  const root = temporaryFolder();
  chmodSync(root, 0o777);
  // Root may remove everything, so it proves nothing.
  if (isRoot) process.seteuid?.(65_534);
  onTestFinished(() => void (isRoot && process.seteuid?.(0)));
  const workspace = await createWorkspaces(join(root, 'workspaces')).open(BUILD);
  mkdirSync(join(workspace.folder, 'cache', 'module'), { recursive: true });
  writeFileSync(join(workspace.folder, 'cache', 'module', 'file'), '', { mode: 0o444 });
  for (const path of ['cache/module', 'cache']) chmodSync(join(workspace.folder, path), 0o555);
  await workspace.close();
  expect(readdirSync(join(root, 'workspaces'))).toEqual([]);
});
