import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** What opens an address, by the system. */
const OPENERS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/**
 * Opens an address in the browser of this person. The program that does it sees no setting of
 * Slipway: one of them may be a token.
 *
 * @returns whether there was a program that could
 */
export async function browse(
  url: string,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<boolean> {
  const [file = '', ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  const env = Object.fromEntries(
    Object.entries(variables).filter(([name]) => !name.startsWith('SLIPWAY_')),
  );
  const child = spawn(file, [...args, url], { env, stdio: 'ignore', detached: true });
  child.unref();
  try {
    await once(child, 'spawn');
    return true;
  } catch {
    return false;
  }
}
