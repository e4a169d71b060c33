import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/**
 * The processes that belong to a folder: by a variable, a word of the command line, or the place
 * in which they run. One that has ended and that nobody has asked about yet does not count.
 */
export function processesOf(folder: string): { readonly pid: number; readonly words: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const place = `/proc/${name}`;
      const words = textOf(() => readFileSync(`${place}/cmdline`, 'utf8'));
      const environment = textOf(() => readFileSync(`${place}/environ`, 'utf8'));
      const cwd = textOf(() => readlinkSync(`${place}/cwd`));
      const isOurs = [words, environment, cwd].some((text) => text.includes(folder));
      return isOurs ? [{ pid: Number(name), words: words.replaceAll('\0', ' ') }] : [];
    });
}

/** Whether a process runs. */
export function isAlive(pid: number): boolean {
  return textOf(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')) !== '';
}

function textOf(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
