import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Imports that must not be, by the folder of the file, with the reason that lint gives. */
const REFUSED: ReadonlyArray<readonly [folder: string, code: string, reason: string]> = [
  ['domain', "import '../config/env.ts';", 'src/domain imports only itself'],
  ['domain', "import 'node:crypto';", 'src/domain imports only itself'],
  ['domain', "import 'zod';", 'src/domain imports only itself'],
  ['workflows', "import 'node:fs';", 'it is replayed'],
  ['workflows', "import 'zod';", 'it is replayed'],
  ['workflows', "import '@temporalio/client';", 'it is replayed'],
  ['workflows', "import '../store/store.ts';", 'it is replayed'],
  ['workflows', "import { build } from '../activities/build.ts'; build();", 'it is replayed'],
  ['activities', "import '../api/app.ts';", 'a side effect does not decide'],
  ['activities/targets', "import '../../workflows/gate.ts';", 'a side effect does not decide'],
  ['activities', "import '@temporalio/client';", 'a side effect does not decide'],
  ['run', "import '../store/store.ts';", 'it runs commands for whoever asks'],
  ['run', "import '@temporalio/activity';", 'it runs commands for whoever asks'],
  ['source', "import '../store/store.ts';", 'it knows git'],
  ['audit', "import '../store/store.ts';", 'without a server'],
  ['audit', "import 'hono';", 'without a server'],
  ['api', "import '../audit/dsse.ts';", 'it gets as functions'],
  ['workflows', "import '../audit/dsse.ts';", 'it is replayed'],
  ['policy', "import '../source/source.ts';", 'sees the change, and nothing else'],
  ['policy', "import 'node:fs';", 'sees the change, and nothing else'],
  ['windows', "import '../config/env.ts';", 'sees the clock, and nothing else'],
  ['windows', "import 'node:fs';", 'sees the clock, and nothing else'],
  ['workflows', "import '../windows/evaluate.ts';", 'it is replayed'],
  ['config', "import '../windows/evaluate.ts';", 'before Temporal and HTTP are'],
  ['activities', "import '../policy/condition.ts';", 'a side effect does not decide'],
  ['store', "import '../run/command.ts';", 'no Temporal and no HTTP'],
  ['store', "import '@temporalio/common';", 'no Temporal and no HTTP'],
  ['store', "import 'hono';", 'no Temporal and no HTTP'],
  ['config', "import '@temporalio/envconfig';", 'before Temporal and HTTP are'],
  ['config', "import 'hono';", 'before Temporal and HTTP are'],
  ['embedded', "import '../workflows/release/gate.ts';", 'knows nothing of releases'],
  ['embedded', "import '@temporalio/worker';", 'knows nothing of releases'],
  ['temporal', "import { b } from '../activities/build.ts'; b();", 'it asks workflows'],
  ['temporal', "import '../workflows/release/gate.ts';", 'it asks workflows'],
  ['temporal', "import { release } from '../workflows/index.ts'; release();", 'it asks workflows'],
  ['temporal', "import { app } from '../api/app.ts'; app();", 'it asks workflows'],
  ['temporal', "import '@temporalio/worker';", 'it asks workflows'],
  ['api', "import '@temporalio/client';", 'it gets as functions'],
  ['api', "import type { Client } from '@temporalio/client';", 'it gets as functions'],
  ['api', "import '../temporal/engine.ts';", 'it gets as functions'],
  ['api', "import { s } from '../store/store.ts'; s();", 'it gets as functions'],
  ['web', "import '../temporal/engine.ts';", 'is reached over HTTP'],
  ['web', "import '../config/env.ts';", 'is reached over HTTP'],
  ['client', "import { app } from '../api/app.ts'; app();", 'as a program sees it'],
  ['client', "import 'node:fs';", 'as a program sees it'],
  ['signin', "import '../store/store.ts';", 'decides nothing'],
  ['signin', "import '@temporalio/client';", 'decides nothing'],
  ['metrics', "import '../config/env.ts';", 'changes nothing'],
  ['api', "import 'prom-client';", 'it gets as functions'],
  ['api', "import '../signin/session.ts';", 'it gets as functions'],
  ['cli', "import { app } from '../api/app.ts'; app();", 'is reached over HTTP'],
  ['cli', "import '@temporalio/client';", 'is reached over HTTP'],
  ['program', "import '../config/env.ts';", 'knows nothing of releases'],
  ['program', "import '@temporalio/worker';", 'knows nothing of releases'],
  ['worker', "import { b } from '../activities/build.ts'; b();", 'it runs activities'],
  ['worker', "import '../workflows/release/gate.ts';", 'it runs activities'],
  ['worker', "import '../store/store.ts';", 'it runs activities'],
  ['demo', "import '../temporal/engine.ts';", 'it asks the API over HTTP'],
  ['demo', "import '@temporalio/client';", 'it asks the API over HTTP'],
  ['api', "import '../worker/run-all.ts';", 'it gets as functions'],
  ['cli', "import '../program/logger.ts';", 'is reached over HTTP'],
  ['embedded', "import '../demo/demo.ts';", 'knows nothing of releases'],
  ['api', "import '../entry/dev.ts';", 'Nobody imports src/entry'],
  ['domain', "import '../../test/support/plan.ts';", 'no source imports tests'],
  // Not imports, but borders as well.
  ['workflows', "throw new Error('no');", 'use an ApplicationFailure'],
  ['workflows', "throw new TypeError('no');", 'use an ApplicationFailure'],
  ['workflows', 'console.log(Intl);', 'its answer is in the history'],
  ['domain', 'console.log(process.pid);', 'its answer is in the history'],
  ['activities', 'console.log(process.env);', 'Only src/config/env.ts reads the environment'],
];

/** Imports that lint lets be, though one like it is refused. */
const ALLOWED: ReadonlyArray<readonly [folder: string, code: string]> = [
  ['domain', "import './gate.ts';"],
  ['workflows', "import type { Activities } from '../activities/index.ts'; let a: Activities;"],
  ['workflows', "import '../domain/gate/gate.ts'; import '@temporalio/workflow';"],
  ['activities/targets', "import '../verification/http.ts'; import '../../store/store.ts';"],
  ['temporal', "import '../workflows/shared/messages.ts'; import '@temporalio/client';"],
  ['temporal', "import type { release } from '../workflows/index.ts'; let r: typeof release;"],
  ['api', "import type { Store } from '../store/store.ts'; let s: Store;"],
  ['api', "import 'hono/streaming'; import 'node:crypto'; import '../config/env.ts';"],
  ['store', "import 'tar'; import '../audit/hash-chain.ts';"],
  ['cli', "import '../audit/dsse.ts'; import 'node:fs';"],
  ['cli', "import '../client/client.ts'; import 'commander';"],
  ['web', "import '../client/client.ts'; import type { Api } from '../api/app.ts'; let a: Api;"],
  ['client', "import 'hono/client'; import type { Api } from '../api/app.ts'; let a: Api;"],
  ['signin', "import 'jose'; import 'openid-client'; import 'node:crypto'; import 'hono';"],
  ['metrics', "import 'prom-client'; import '../domain/release/release.ts';"],
  ['policy', "import '@marcbachmann/cel-js'; import '../domain/plan/change.ts';"],
  ['config', "import '../policy/condition.ts';"],
  ['windows', "import 'temporal-polyfill'; import '../domain/environment/deployment-window.ts';"],
  ['activities', "import '../windows/evaluate.ts';"],
  ['program', "import 'pino'; import 'node:fs'; import '../domain/errors.ts';"],
  ['worker', "import '../workflows/shared/task-queues.ts'; import '@temporalio/worker';"],
  ['worker', "import type { Activities } from '../activities/index.ts'; let a: Activities;"],
  ['embedded', "import '../program/ports.ts';"],
  ['demo', "import '../program/terminal.ts'; import '../embedded/command-line.ts';"],
  ['entry', "import '../api/app.ts'; import '@temporalio/worker'; import './dev.ts';"],
];

describe('the borders of the folders', () => {
  let folder: string;
  let said: ReadonlyMap<string, string>;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'slipway-borders-'));
    said = lint(
      folder,
      [...REFUSED, ...ALLOWED].map(([where, code], i) => ({ where, code, i })),
    );
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(REFUSED.map((row, i) => [...row, i] as const))(
    'src/%s may not: %s',
    (where, _code, reason, i) => {
      expect(said.get(fileOf(where, i)) ?? 'nothing').toContain(reason);
    },
  );

  test.each(ALLOWED.map((row, i) => [...row, REFUSED.length + i] as const))(
    'src/%s may: %s',
    (where, _code, i) => {
      expect(said.get(fileOf(where, i))).toBeUndefined();
    },
  );

  test('are drawn for every folder there is', () => {
    const config = readFileSync(join(root, '.oxlintrc.json'), 'utf8');
    const folders = readdirSync(join(root, 'src')).filter((name) => name !== 'entry');
    expect(folders.filter((name) => !config.includes(`"src/${name}/**"`))).toEqual([]);
    const lists = config.match(/\((?:\w+\|){5,}\w+\)\//g) ?? [];
    const named = new Set(lists.join('|').match(/\w+/g));
    expect(folders.filter((name) => !named.has(name))).toEqual(['domain']);
  });
});

const fileOf = (where: string, i: number) => `src/${where}/case-${i}.ts`;

/** What our rules about borders say of each file, by its path. */
function lint(
  folder: string,
  files: ReadonlyArray<{ where: string; code: string; i: number }>,
): ReadonlyMap<string, string> {
  cpSync(join(root, 'bin/lint'), join(folder, 'bin/lint'), { recursive: true });
  // Borders need no types, and the rules that do would look for them for minutes.
  const config = readFileSync(join(root, '.oxlintrc.json'), 'utf8');
  const untyped = config.replace('"typeAware": true', '"typeAware": false');
  writeFileSync(join(folder, '.oxlintrc.json'), untyped);
  for (const { where, code, i } of files) {
    const file = join(folder, fileOf(where, i));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${code}\n`);
  }
  const oxlint = join(root, 'node_modules/.bin/oxlint');
  const { stdout } = spawnSync(oxlint, ['-f', 'json'], { cwd: folder, encoding: 'utf8' });
  return messagesOf(JSON.parse(stdout).diagnostics);
}

function messagesOf(
  diagnostics: ReadonlyArray<{ code: string; filename: string; message: string; help?: string }>,
): ReadonlyMap<string, string> {
  const messages = new Map<string, string>();
  for (const { code, filename, message, help = '' } of diagnostics) {
    if (!/no-restricted|slipway/.test(code)) continue;
    messages.set(filename, `${messages.get(filename) ?? ''}${message} ${help}\n`);
  }
  return messages;
}
