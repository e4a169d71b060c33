/** Writes a line for the person at the terminal. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** A log for the person at the terminal: the sentence and the problem. */
export const AT_THE_TERMINAL = {
  info: (_: object, message: string) => say(message),
  error: (fields: object, message: string) =>
    say('problem' in fields ? `${message}:\n${String(fields.problem)}` : message),
};

/** Runs some work, and names it at the terminal if it takes longer than a second. */
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
