import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test, vi } from 'vitest';
import { isGone, PATH, pidIn, run, runs, temporaryFolder } from './processes.ts';

const CHILD = new URL('command-child.ts', import.meta.url).pathname;
/** Notes its number, and does nothing for long. */
const sleeper = (name: string) => `sh -c 'echo $$ >${name}; exec sleep 60'`;

test('a command ends with its exit code, and its output is complete and in order', async () => {
  const line = 'for i in 1 2 3; do echo out $i; echo err $i >&2; done; exit 3';
  const { result, output } = await run(temporaryFolder(), line);
  expect(result).toEqual({ ended: 'exited', exitCode: 3 });
  expect(output.toString()).toBe('out 1\nerr 1\nout 2\nerr 2\nout 3\nerr 3\n');
});

test('a command whose variables are too long for the system is not started, and says so', async () => {
  const env = { PATH, LONG: 'x'.repeat(200_000) };
  const { result } = await run(temporaryFolder(), 'true', { env });
  expect(result).toEqual({ ended: 'too-large' });
});

test('an error of whoever takes the output ends the command, and is its error', async () => {
  const error = new Error('no room');
  const onOutput = () => {
    throw error;
  };
  const result = run(temporaryFolder(), 'echo; exec sleep 60', { onOutput });
  await expect(result).rejects.toBe(error);
});

test('a command that finds no free descriptor is an error, and the next one runs', async () => {
  const child = new URL('descriptors-child.ts', import.meta.url).pathname;
  const line = `ulimit -n 64 && exec '${process.execPath}' --import tsx '${child}'`;
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', line]);
  expect(JSON.parse(stdout)).toEqual({
    codes: ['EMFILE', 'EMFILE'],
    after: { ended: 'exited', exitCode: 0 },
  });
});

test('much output arrives as a whole', async () => {
  const { output } = await run(temporaryFolder(), 'head -c 3000000 /dev/zero');
  expect(output.length).toBe(3_000_000);
});

test('bytes that are no text arrive as they are', async () => {
  const { output } = await run(temporaryFolder(), String.raw`printf '\377\000\303(\n'`);
  expect([...output]).toEqual([0xff, 0, 0xc3, 0x28, 0x0a]);
});

test('a script may write to /dev/stderr and /dev/stdout', async () => {
  const { result, output } = await run(
    temporaryFolder(),
    'echo a >/dev/stderr; echo b | tee /dev/stdout',
  );
  expect(result).toEqual({ ended: 'exited', exitCode: 0 });
  expect(output.toString()).toBe('a\nb\nb\n');
});

test('a command that is killed tells the signal', async () => {
  const { result } = await run(temporaryFolder(), 'kill -9 $$');
  expect(result).toEqual({ ended: 'killed', signalName: 'SIGKILL' });
});

test('B3 a command sees its environment and nothing of the worker', async () => {
  process.env['SLIPWAY_TEST_TOKEN'] = 'of the worker';
  onTestFinished(() => void delete process.env['SLIPWAY_TEST_TOKEN']);
  const env = { PATH: '/usr/bin:/bin', GIVEN: 'yes' };
  const { output } = await run(temporaryFolder(), 'env; ls /proc/self/fd', { env });
  const names = output
    .toString()
    .split('\n')
    .flatMap((line) => /^(\w+)=/.exec(line)?.[1] ?? []);
  // These two are set by some shells themselves.
  expect(names.filter((name) => !['PWD', 'SHLVL', '_'].includes(name)).toSorted()).toEqual([
    'GIVEN',
    'PATH',
  ]);
});

test('a command has no input and does not hold its own leash', async () => {
  const { result } = await run(temporaryFolder(), 'cat; test ! -e /proc/$$/fd/3');
  expect(result).toEqual({ ended: 'exited', exitCode: 0 });
});

test('B4 a command that takes too long is ended with all that it started', async () => {
  const folder = temporaryFolder();
  const line = `${sleeper('one')} & sh -c "${sleeper('two').replaceAll('$', '\\$')} & wait" & wait`;
  const { result } = await run(folder, line, { timeoutMs: 300 });
  expect(result).toEqual({ ended: 'timed-out' });
  for (const name of ['one', 'two']) await isGone(await pidIn(join(folder, name)));
});

test('B4 a command that is asked to end may say its last words', async () => {
  const line = `trap 'echo bye; exit 0' TERM; sleep 60 & wait`;
  const { result, output } = await run(temporaryFolder(), line, { timeoutMs: 200 });
  expect(result).toEqual({ ended: 'timed-out' });
  expect(output.toString()).toBe('bye\n');
});

test('B4 a command that does not listen is killed', async () => {
  const folder = temporaryFolder();
  const line = `trap '' TERM; echo $$ >pid; while :; do sleep 0.05; done`;
  const began = Date.now();
  const { result } = await run(folder, line, { timeoutMs: 100 });
  expect(result).toEqual({ ended: 'timed-out' });
  expect(Date.now() - began).toBeLessThan(4_000);
  await isGone(await pidIn(join(folder, 'pid')));
});

test('B4 a command that is cancelled is ended with all that it started', async () => {
  const folder = temporaryFolder();
  const stop = new AbortController();
  const running = run(folder, `${sleeper('one')} & wait`, { signal: stop.signal });
  const pid = await pidIn(join(folder, 'one'));
  stop.abort();
  expect((await running).result).toEqual({ ended: 'aborted' });
  await isGone(pid);
});

test('a command that was cancelled before it began is not begun', async () => {
  const folder = temporaryFolder();
  const { result } = await run(folder, 'touch begun', { signal: AbortSignal.abort() });
  expect(result).toEqual({ ended: 'aborted' });
  expect(existsSync(join(folder, 'begun'))).toBe(false);
});

test('a command that is too loud is ended', async () => {
  let heard = 0;
  const onOutput = (chunk: Buffer) => (heard += chunk.length) < 1_000_000;
  const { result } = await run(temporaryFolder(), 'yes & yes', { onOutput });
  expect(result).toEqual({ ended: 'too-loud' });
  expect(heard).toBeLessThan(1_200_000);
});

test('what a command leaves running is ended with it', async () => {
  const folder = temporaryFolder();
  const { result } = await run(folder, `${sleeper('one')} & until test -s one; do :; done`);
  expect(result).toEqual({ ended: 'exited', exitCode: 0 });
  await isGone(await pidIn(join(folder, 'one')));
});

test('what left the group and holds the output does not hold up the end', async () => {
  const folder = temporaryFolder();
  const began = Date.now();
  const line = `setsid ${sleeper('one')} & until test -s one; do :; done; echo done`;
  const { result, output } = await run(folder, line);
  await pidIn(join(folder, 'one'));
  expect(result).toEqual({ ended: 'exited', exitCode: 0 });
  expect(output.toString()).toBe('done\n');
  expect(Date.now() - began).toBeLessThan(3_000);
});

test('what may stay goes on running and printing after the command', async () => {
  const folder = temporaryFolder();
  // It would be ended by the first line that it prints to a pipe which nobody reads.
  const server = `nohup sh -c 'echo $$ >pid; while :; do echo line; date +%s%N >at; sleep 0.02; done' &`;
  const line = `${server} until test -s at; do :; done; echo started`;
  const { result, output } = await run(folder, line, { leaveRunning: true });
  expect(result).toEqual({ ended: 'exited', exitCode: 0 });
  expect(output.toString()).toContain('started\n');
  const pid = await pidIn(join(folder, 'pid'));
  const at = () => readFileSync(join(folder, 'at'), 'utf8');
  for (let more = 0; more < 5; more += 1) {
    const before = at();
    await vi.waitFor(() => expect(at()).not.toBe(before), { interval: 10 });
  }
  expect(await runs(pid)).toBe(true);
});

test('what may stay does not stay when the command is stopped', async () => {
  const folder = temporaryFolder();
  const line = `nohup ${sleeper('one')} & wait`;
  await run(folder, line, { leaveRunning: true, timeoutMs: 300 });
  await isGone(await pidIn(join(folder, 'one')));
});

test('a folder that is not there is an error', async () => {
  const folder = join(temporaryFolder(), 'none');
  await expect(run(folder, 'true')).rejects.toMatchObject({ code: 'ENOENT' });
});

function startWorker(folder: string, leave: 'leave' | 'end', ...lines: string[]) {
  const args = ['--import', 'tsx', CHILD, folder, leave, ...lines];
  const worker = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void worker.kill('SIGKILL'));
  return worker;
}

test('B4 a worker that is killed takes its commands along, with all that they started', async () => {
  const folder = temporaryFolder();
  const line = `trap '' TERM HUP; ${sleeper('one')} & ${sleeper('two')} & wait`;
  // What leaves the group of a later command must not hold the leash of an earlier one.
  const later = `until test -s one; do :; done; setsid ${sleeper('outside')} & wait`;
  const worker = startWorker(folder, 'end', line, later);
  const pids = [await pidIn(join(folder, 'one')), await pidIn(join(folder, 'two'))];
  const outside = await pidIn(join(folder, 'outside'));
  worker.kill('SIGKILL');
  for (const pid of pids) await isGone(pid);
  expect(await runs(outside)).toBe(true);
});

test('what may stay survives the worker that started it', async () => {
  const folder = temporaryFolder();
  const server = `nohup sh -c 'echo $$ >pid; while :; do echo line; date +%s%N >at; sleep 0.02; done' &`;
  const worker = startWorker(folder, 'leave', `${server} until test -s at; do :; done`);
  await once(worker.stdout, 'data');
  const pid = await pidIn(join(folder, 'pid'));
  worker.kill('SIGKILL');
  await once(worker, 'exit');
  const at = () => readFileSync(join(folder, 'at'), 'utf8');
  for (let more = 0; more < 5; more += 1) {
    const before = at();
    await vi.waitFor(() => expect(at()).not.toBe(before), { interval: 10 });
  }
  expect(await runs(pid)).toBe(true);
});
