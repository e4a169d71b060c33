import { once } from 'node:events';
import type { Terminal } from './terminal.ts';

/** The terminal of this process: what was asked for on stdout, everything else on stderr. */
export function standardStreams(): Terminal {
  const { stdout, stderr } = process;
  return {
    async out(text) {
      if (!stdout.write(text)) await once(stdout, 'drain');
    },
    note: (line) => void stderr.write(`${line}\n`),
    // It knows of NO_COLOR and FORCE_COLOR.
    colours: stdout.isTTY && stdout.hasColors(),
    ...(stdout.isTTY && { columns: stdout.columns }),
  };
}
