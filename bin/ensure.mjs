/** Makes this folder ready to run: Node and git, the packages, the build. Needs no package. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runStep } from './run-step.mjs';

const OLDEST_NODE = [20, 19];

/** Installs and builds what is missing or stale. Ends the process with 1 if that can't be done. */
export async function ensure() {
  refuseOldNode();
  refuseWithoutGit();
  await ensurePackages();
  await ensureBuild();
}

function refuseOldNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  console.error(
    `Slipway needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.version}.`,
  );
  console.error('Get it from https://nodejs.org, and run the same command again.');
  process.exit(1);
}

function refuseWithoutGit() {
  if (!spawnSync('git', ['--version'], { stdio: 'ignore' }).error) return;
  console.error('Slipway needs git, and there is none on the PATH.');
  console.error('Get it from https://git-scm.com, and run the same command again.');
  process.exit(1);
}

async function ensurePackages() {
  const stamp = join(root, 'node_modules', '.slipway-lock');
  const wanted = hashOf(['package-lock.json']);
  if (read(stamp) === wanted) return;
  await runStep('Installing packages', 'npm', ['ci', '--ignore-scripts']);
  writeFileSync(stamp, wanted);
}

async function ensureBuild() {
  const dist = join(root, 'dist');
  const stamp = join(dist, '.slipway-source');
  const wanted = hashOf(['package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'src']);
  if (read(stamp) === wanted) return;
  // What was built from a file that is gone must not stay.
  rmSync(dist, { recursive: true, force: true });
  await runStep('Building', 'npm', ['run', '--silent', 'build']);
  writeFileSync(stamp, wanted);
}

function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** One hash over the names and contents of files and folders. */
function hashOf(paths) {
  const hash = createHash('sha256');
  for (const file of paths.flatMap(filesOf)) {
    const content = readFileSync(join(root, file));
    hash.update(`${file}\n${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

function filesOf(path) {
  if (path.includes('.')) return [path];
  return readdirSync(join(root, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .toSorted();
}
