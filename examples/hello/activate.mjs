/**
 * Ends the server that ran before and starts this one, so that it stays when everything else
 * ends. Doing it twice leaves one server. The pid file tells which process is ours.
 */
import { execFileSync, spawn } from 'node:child_process';
import { openSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask } from './ask.mjs';

const { SLIPWAY_URL: url, SLIPWAY_TARGET, PATH } = process.env;
const target = realpathSync(SLIPWAY_TARGET);
const pidFile = join(target, 'service.pid');
const logFile = join(target, 'service.log');

await end(previousPid());
await start();

async function start() {
  const log = openSync(logFile, 'a');
  // A session of its own, nothing shared with the worker, and none of the worker's variables:
  // it must outlive the deployment, and not be taken for a part of it.
  const child = spawn(process.execPath, [join(process.cwd(), 'server.mjs')], {
    detached: true,
    stdio: ['ignore', log, log],
    env: { PATH, HELLO_URL: url },
  });
  writeFileSync(pidFile, `${child.pid}\n`);
  const problem = await Promise.race([
    healthy(child.pid),
    new Promise((resolve) => child.once('exit', (code) => resolve(`it ended with ${code}`))),
    sleep(10_000, 'it did not answer within 10s', { ref: false }),
  ]);
  if (!problem) {
    console.log(`${url} is served by process ${child.pid}`);
    process.exit();
  }
  child.kill('SIGKILL');
  const tail = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
  console.error(`The server did not start: ${problem}. The end of ${logFile}:\n${tail}`);
  process.exit(1);
}

/** Ends, without a value, when the process itself answers, and not another on the same port. */
async function healthy(pid) {
  while ((await answeringPid()) !== pid) await sleep(5);
}

async function answeringPid() {
  try {
    return JSON.parse((await ask(new URL('/healthz', url))).body).pid;
  } catch {
    return undefined;
  }
}

function previousPid() {
  try {
    return Number(readFileSync(pidFile, 'utf8'));
  } catch {
    return undefined;
  }
}

async function end(pid) {
  const deadline = Date.now() + 3_000;
  for (let signal = 'SIGTERM'; isOurs(pid); await sleep(5)) {
    if (signal) process.kill(pid, signal);
    signal = Date.now() > deadline ? 'SIGKILL' : undefined;
  }
}

/** A pid file may be old and its number another process's by now, so the command line decides. */
function isOurs(pid) {
  if (!Number.isSafeInteger(pid) || pid <= 1) return false;
  const line = commandLine(pid);
  return line.includes(`${target}/`) && line.includes('/server.mjs');
}

function commandLine(pid) {
  try {
    return process.platform === 'linux'
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      : execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return ''; // It has ended.
  }
}
