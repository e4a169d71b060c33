/** Loaded before a worker: notes each process it starts, as a JSON line in the file BENCH_TRACE. */
import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';
import { basename } from 'node:path';

const now = () => performance.timeOrigin + performance.now();

subscribe('child_process', ({ process: child }) => {
  const startMs = now();
  child.once('exit', () => {
    const what = kindOf(basename(child.spawnfile ?? ''), child.spawnargs ?? []);
    const line = JSON.stringify({ what, startMs, endMs: now() });
    appendFileSync(process.env.BENCH_TRACE, `${line}\n`);
  });
});

/** What a worker starts beside these are small tools, which count as its own work. */
function kindOf(file, args) {
  if (file === 'git') return 'git';
  if (file !== 'sh') return 'tool';
  return args.some((arg) => arg.includes('./activate')) ? 'activate' : 'command';
}
