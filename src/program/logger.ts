import { type DestinationStream, type Logger, pino } from 'pino';

/** The most that waits to be written; lines beyond it are dropped. */
const MOST_WAITING_BYTES = 1024 * 1024;

/** Makes the JSON log of a program on standard error, apart from the output. */
export function createLogger(program: string, level: string): Logger {
  return pino({ level, base: { program } }, standardError());
}

/** A log that cannot be written, as on a full disk, ends no program and keeps none from ending. */
function standardError(): DestinationStream {
  let isBroken = false;
  // Before the destination does it by itself: that would try for ever.
  process.on('exit', () => {
    if (isBroken) destination.destroy();
  });
  const destination = pino.destination({ dest: 2, maxLength: MOST_WAITING_BYTES });
  destination.on('error', () => (isBroken = true));
  destination.on('write', () => (isBroken = false));
  return destination;
}
