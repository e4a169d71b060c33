import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** The folder where Slipway keeps what it fetched for this user. It need not exist. */
export function cacheFolder(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): string {
  const home = env['HOME'] || homedir();
  // The XDG specification has relative paths ignored.
  const given = env['XDG_CACHE_HOME'] ?? '';
  if (isAbsolute(given)) return join(given, 'slipway');
  return join(home, platform === 'darwin' ? 'Library/Caches' : '.cache', 'slipway');
}
