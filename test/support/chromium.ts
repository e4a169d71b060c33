import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** What to do where there is no browser. */
export const HOW_TO_GET_CHROMIUM =
  'Install Chromium (Debian: apt-get install chromium), or set CHROMIUM to the path of one.';

/** The path of the Chromium that `CHROMIUM` names, or of one that is installed. */
export function findChromium(
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  return [env['CHROMIUM'], ...USUAL_PLACES].find((path) => path && existsSync(path));
}

/**
 * The browser of this run, and whether tests that need one are wanted: without one they are
 * skipped, and that is said, except where one is required; there they fail.
 */
export const BROWSER = browserOf(process.env);

function browserOf(env: Readonly<Record<string, string | undefined>>) {
  const executable = findChromium(env);
  const required = env['SLIPWAY_BROWSER_REQUIRED'] === '1';
  const wanted = executable !== undefined || required;
  if (!wanted) console.warn(`Tests in a browser are skipped. ${HOW_TO_GET_CHROMIUM}`);
  return { executable, wanted };
}

/** Starts a browser that asks nobody but the pages it is sent to. */
export async function openBrowser(executablePath: string): Promise<Browser> {
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
  const bare = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
  return chromium.launch({ executablePath, args: [...bare, ...quiet] });
}
