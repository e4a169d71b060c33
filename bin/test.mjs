/**
 * Runs every check, then the tests: all where SLIPWAY_ENDURANCE=1, and without those that take minutes
 * each otherwise. With arguments one vitest runs that gets them.
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
/** One after another, so that what is timed has the machine for itself. */
const PROJECTS = [
  ['--project=unit', '--project=machine', '--project=workflows'],
  ['--project=guarantees'],
  ['--project=browser'],
];
const ENDURANCE = ['--project=endurance'];

const args = process.argv.slice(2);
const endures = process.env['SLIPWAY_ENDURANCE'] === '1';
const total = { passed: 0, failed: 0, skipped: 0 };
sayWhatRuns();
await ensure();
for (const check of CHECKS) add(await runCheck(...check));
await runAll();
console.log(lineOf(total));
process.exitCode = total.failed > 0 ? 1 : 0;

function sayWhatRuns() {
  if (args.length > 0) return;
  console.log(
    endures
      ? 'Runs every check and every test.'
      : 'Runs every check, and every test that takes less than a minute or so. SLIPWAY_ENDURANCE=1, as in\n' +
          '.ci/run, adds kills of every program, 300 releases at once, and random sequences of actions.',
  );
}

async function runAll() {
  const startedMs = performance.now();
  const runs = args.length > 0 ? [args] : [...PROJECTS, ...(endures ? [ENDURANCE] : [])];
  let isGreen = true;
  for (const options of runs) {
    const counts = await runTests(options);
    add(counts);
    isGreen &&= counts.failed === 0;
  }
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.log(`${isGreen ? '✓' : '✗'} Tests (${seconds} s)`);
}

function add({ passed = 0, failed = 0, skipped = 0 }) {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
}

async function runCheck(name, program, options) {
  const { ok, output, seconds } = await run(name, program, options);
  console.log(`${ok ? '✓' : '✗'} ${name} (${seconds})`);
  if (ok) return { passed: 1 };
  console.log(output);
  return { failed: 1 };
}

/** Runs one vitest, and counts. */
async function runTests(options) {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-test-'));
  const report = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...options], {
    cwd: root,
    stdio: 'inherit',
  });
  const exitCode = await new Promise((settle) => child.once('close', settle));
  const counts = countsOf(report, exitCode);
  rmSync(folder, { recursive: true });
  return counts;
}

/** The counts of a report. A file that could not be run, or a crash, counts as one failure. */
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
