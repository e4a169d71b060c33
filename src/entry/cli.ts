#!/usr/bin/env node
/** The command line. It starts at once: nothing of Temporal is loaded, and a server is only asked. */
import { setTimeout as pause } from 'node:timers/promises';
import { EXIT } from '../cli/exit-codes.ts';
import { runCommandLine } from '../cli/program.ts';
import { readClientEnv } from '../config/env.ts';
import { calledAs } from '../cli/called-as.ts';
import { browse } from '../cli/browse.ts';
import { standardStreams } from '../cli/standard-streams.ts';
import { loadValidators } from './validators.ts';

process.once('SIGINT', () => process.exit(EXIT.interrupted));
// Whoever read it has gone, and wants no more.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) =>
  process.exit(code === 'EPIPE' ? EXIT.pipeClosed : EXIT.bug),
);

process.exitCode = await runCommandLine(process.argv.slice(2), {
  terminal: standardStreams(),
  settings: (url) => readClientEnv(process.env, url),
  calledAs: calledAs(process.env),
  now: Date.now,
  pause,
  browse: (url) => browse(url, process.env),
  validators: loadValidators,
});
