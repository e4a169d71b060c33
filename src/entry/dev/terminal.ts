import type { Log } from '../../config/reloading-configuration.ts';

/** Tells the person at the terminal what happens. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** A log for the person at the terminal: the sentence, and what is wrong. */
export const AT_THE_TERMINAL: Log = {
  info: (_, message) => say(message),
  error: (fields, message) =>
    say('problem' in fields ? `${message}:\n${String(fields.problem)}` : message),
};

/** Runs something, and says what it is if it takes longer than a second. */
export async function withProgress<T>(what: string, work: () => Promise<T>): Promise<T> {
  const started = Date.now();
  const timer = setTimeout(() => say(`${what} …`), 1_000);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    const seconds = (Date.now() - started) / 1_000;
    if (seconds > 1) say(`${what}: ${seconds.toFixed(1)} s`);
  }
}
