/**
 * Runs every check, then the tests: all where SLIPWAY_ENDURANCE=1, and without those that take minutes
 * each otherwise. Arguments are passed to vitest.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensure } from './ensure.mjs';
import { root, run } from './run-step.mjs';

const CHECKS = [
  ['Format', 'oxfmt', ['--check']],
  ['Lint', 'oxlint', []],
  ['Types', 'tsc', []],
];

const endures = process.env['SLIPWAY_ENDURANCE'] === '1';

console.log(
  `Runs ${endures ? 'every check and every test' : 'every check, and the tests that take no minutes each'}.`,
);
if (!endures)
  console.log(
    'Left to .ci/run, or to SLIPWAY_ENDURANCE=1: random kills, 300 releases at once, random sequences of actions.',
  );
await ensure();
const total = { passed: 0, failed: 0, skipped: 0 };
for (const check of CHECKS) add(await runCheck(...check));
const left = endures ? [] : ['--project=!endurance'];
add(await runTests([...left, ...process.argv.slice(2)]));
console.log(lineOf(total));
process.exitCode = total.failed > 0 ? 1 : 0;

function add({ passed = 0, failed = 0, skipped = 0 }) {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
}

async function runCheck(name, program, args) {
  const { ok, output, seconds } = await run(name, program, args);
  console.log(`${ok ? '✓' : '✗'} ${name} (${seconds})`);
  if (ok) return { passed: 1 };
  console.log(output);
  return { failed: 1 };
}

async function runTests(args) {
  const startedMs = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'slipway-test-'));
  const report = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  const exitCode = await new Promise((settle) => child.once('close', settle));
  const counts = countsOf(report, exitCode);
  rmSync(folder, { recursive: true });
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.log(`${counts.failed === 0 ? '✓' : '✗'} Tests (${seconds} s)`);
  return counts;
}

/** What vitest counted. A file that could not be run, or a crash, counts as one failure. */
function countsOf(report, exitCode) {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } =
    readReport(report);
  const broken = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  const failed = numFailedTests + broken.length;
  const skipped = numPendingTests + numTodoTests;
  return { passed: numPassedTests, failed: exitCode === 0 ? failed : failed || 1, skipped };
}

function readReport(report) {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return {
      numPassedTests: 0,
      numFailedTests: 1,
      numPendingTests: 0,
      numTodoTests: 0,
      testResults: [],
    };
  }
}

function lineOf({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
