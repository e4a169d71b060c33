/** Starts a command and git when no descriptor is left, and tells what came of it. */
import { closeSync, openSync } from 'node:fs';
import { runCommand } from '../../src/run/command.ts';
import { createGit } from '../../src/source/git.ts';

const command = {
  run: 'true',
  cwd: '/',
  env: { PATH: process.env['PATH'] ?? '' },
  timeoutMs: 10_000,
  signal: new AbortController().signal,
  onOutput: () => true,
};
const git = createGit(process.env);
// Makes the pipes of those that follow.
await runCommand(command);

const opened: number[] = [];
try {
  for (;;) opened.push(openSync('/dev/null', 'r'));
} catch {
  // None is left.
}
const codes = await Promise.all(
  [runCommand(command), git(['--version'])].map(async (one) =>
    one.then(
      () => 'started',
      (error: NodeJS.ErrnoException) => error.code,
    ),
  ),
);
for (const descriptor of opened) closeSync(descriptor);
const after = await runCommand(command);
process.stdout.write(JSON.stringify({ codes, after }));
