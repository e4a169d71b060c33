import { type Command, runCommand } from '../../src/run/command.ts';

/** A worker that runs these commands and then waits, so that a test can kill it. */
const [cwd = '', leave = '', ...lines] = process.argv.slice(2);
const command: Omit<Command, 'run'> = {
  cwd,
  env: { PATH: process.env['PATH'] ?? '' },
  timeoutMs: 60_000,
  signal: new AbortController().signal,
  onOutput: () => true,
  leaveRunning: leave === 'leave',
};
await Promise.all(lines.map((run) => runCommand({ ...command, run })));
process.stdout.write('ended\n');
setInterval(() => {}, 1_000);
