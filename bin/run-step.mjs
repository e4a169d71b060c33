/** Runs programs of this project for a person who watches. */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Not `import.meta.dirname`: a Node too old for us must get as far as being told so.
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const bin = join(root, 'node_modules', '.bin');

/**
 * Runs a program without showing its output, but its name if it takes over a second.
 *
 * @returns {Promise<{ ok: boolean, output: string, seconds: string }>}
 */
export async function run(name, program, args) {
  const startedMs = performance.now();
  const timer = setTimeout(() => console.log(`${name} …`), 1000);
  const chunks = [];
  const ok = await new Promise((settle) => {
    const env = { ...process.env, PATH: `${bin}:${process.env.PATH ?? ''}` };
    const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.once('error', (error) => {
      chunks.push(Buffer.from(`${program} could not be started: ${error.message}\n`));
      settle(false);
    });
    child.once('close', (code) => settle(code === 0));
  });
  clearTimeout(timer);
  const seconds = `${((performance.now() - startedMs) / 1000).toFixed(1)} s`;
  return { ok, output: Buffer.concat(chunks).toString().trimEnd(), seconds };
}

/** Runs a program that must succeed; shows its output and ends this process if it does not. */
export async function runStep(name, program, args) {
  const { ok, output, seconds } = await run(name, program, args);
  if (ok) return;
  console.error(`${name} failed after ${seconds}: ${[program, ...args].join(' ')}\n${output}`);
  process.exit(1);
}
