/**
 * Says whether `npm ci` accepts the lock file on every platform and with every registry. It ends
 * with 1 and a line for each package whose optional packages are not all in the lock file (npm
 * leaves out what the registry did not have on the day, and then refuses its own file elsewhere),
 * or that is tied to the address of a registry.
 *
 * Usage: node bin/lockcheck.mjs [package-lock.json]
 */
import { readFileSync } from 'node:fs';

const file = process.argv[2] ?? 'package-lock.json';
const { packages } = JSON.parse(readFileSync(file, 'utf8'));
const problems = Object.entries(packages).flatMap(([path, entry]) => [
  ...missingOptional(path, entry),
  ...boundToHost(path, entry),
]);
for (const problem of problems) console.log(problem);
console.log(`${file}: ${Object.keys(packages).length} packages, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;

function missingOptional(path, { optionalDependencies = {} }) {
  const missing = Object.keys(optionalDependencies).filter((name) => !isFound(path, name));
  if (missing.length === 0) return [];
  return [`${path || 'the project'} lacks ${missing.join(', ')}: pin a version that has them all`];
}

/** As Node looks for it: beside the package, then in each folder above. */
function isFound(from, name) {
  if (Object.hasOwn(packages, `${from ? `${from}/` : ''}node_modules/${name}`)) return true;
  if (from === '') return false;
  const above = from.slice(0, Math.max(from.lastIndexOf('node_modules/'), 0));
  return isFound(above.replace(/\/$/, ''), name);
}

function boundToHost(path, { resolved }) {
  if (typeof resolved !== 'string' || !/^(https?|git(\+\w+)?|ssh):/.test(resolved)) return [];
  return [`${path} is resolved to ${resolved}: .npmrc has omit-lockfile-registry-resolved=true`];
}
