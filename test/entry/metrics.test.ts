import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { pageAt, root } from '../docs/pages.ts';
import { eventually } from '../support/eventually.ts';
import { metricsIn, PROMTOOL } from '../support/promtool.ts';
import { type Release, useStage } from '../support/stage.ts';

/** What the worker tells only when it has happened. */
const SOMETIMES = ['temporal_workflow_task_execution_failed_total'];

describe('the metrics of a whole Slipway', () => {
  const stage = useStage();
  let waiting: Release;
  let done: Release;
  let api: string;
  let worker: string;
  beforeAll(async () => {
    await stage.startAll();
    done = await stage.release('tooled');
    await stage.until(done.id, 'done');
    waiting = await stage.release('hello');
    await stage.until(waiting.id, 'awaiting-approval');
    const both = /awaiting-approval"} 1\n[\s\S]*outcome="succeeded"} 1\n/;
    // What was counted is told again for some seconds.
    api = await eventually(
      'the metrics',
      async () => {
        const text = await (await fetch(stage.url('/metrics'))).text();
        return both.test(text) && text;
      },
      { intervalMs: 500 },
    );
    worker = await (await fetch(stage.workerMetrics())).text();
  });
  /** The names that are told, as a query names them. */
  const told = () => new Set([...typesOf(api), ...typesOf(worker)].flatMap(seriesOf));

  test('have the waiting and the ended releases', () => {
    expect(api).toContain('slipway_releases_waiting{kind="approval"} 1\n');
    expect(api).toMatch(/slipway_oldest_wait_seconds\{kind="approval"\} [1-9]/);
    expect(api).toContain('slipway_worker_up 1\n');
    expect(api).toContain('slipway_queue_length{service="hello",environment="production"} 0\n');
    expect(api).toMatch(/slipway_http_requests_total\{method="POST",route="\/releases",.*\} 2\n/);
  });

  test('have the durations of the steps of a worker, and the outcomes of releases', () => {
    const counts = worker.split('\n').filter((line) => line.startsWith('slipway_'));
    const count = (labels: string) =>
      counts.find((line) => line.startsWith(`slipway_step_duration_seconds_count{${labels}}`));
    expect(count('outcome="passed",service="tooled",step="build"')).toMatch(/ 1$/);
    const production = 'environment="production",outcome="passed",service="tooled",step="deploy"';
    expect(count(production)).toMatch(/ 1$/);
    expect(counts.find((line) => line.startsWith('slipway_releases_ended_total{'))).toMatch(
      /outcome="succeeded",service="tooled".* 1$/,
    );
  });

  test.skipIf(!PROMTOOL.wanted)('are as Prometheus wants metrics to be', async () => {
    const own = worker.split('\n').filter((line) => / slipway_|^slipway_/.test(line));
    // The defaults of Node have names of their own.
    const others = api.split('\n').filter((line) => !/^(# \w+ )?(nodejs|process)_/.test(line));
    const complaints = (await lint([...others, ...own, ''].join('\n'))).split('\n');
    // The SDK adds labels of its own to what a workflow counts.
    const theirs = /^slipway_releases_ended_total label names should be written in 'snake_case'/;
    expect(complaints.filter((line) => line !== '' && !theirs.test(line))).toEqual([]);
  });

  test.each(['deploy/grafana/slipway.json', 'deploy/prometheus/alerts.yaml'])(
    'are all that %s uses',
    (path) => {
      const asked = metricsIn(readFileSync(join(root, path), 'utf8'));
      expect(asked.length).toBeGreaterThan(8);
      expect(asked.filter((name) => !told().has(name) && !SOMETIMES.includes(name))).toEqual([]);
    },
  );

  test('are the ones that docs/operations.md explains', () => {
    const explained = [...pageAt('docs/operations.md').text.matchAll(/^\| `(slipway_\w+)` \|/gm)];
    const own = [...typesOf(api), ...typesOf(worker)].map(([name]) => name);
    const ours = own.filter((name) => name.startsWith('slipway_'));
    expect(new Set(explained.map(([, name]) => name))).toEqual(new Set(ours));
  });

  test('come with a line in the log for each change and each step', () => {
    const lines = (program: string) =>
      readFileSync(join(stage.root, `${program}.log`), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    const started = lines('server').find(({ releases }) => String(releases) === done.id);
    expect(started).toMatchObject({
      method: 'POST',
      route: '/releases',
      status: 201,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      principal: expect.any(String),
      durationMs: expect.any(Number),
    });
    expect(lines('server').filter(({ method }) => method === 'GET')).toEqual([]);
    const steps = lines('worker').filter(({ release }) => release === done.id);
    expect(
      steps.map(({ step, environment = '' }) => `${String(step)} ${String(environment)}`),
    ).toEqual(expect.arrayContaining(['build ', 'deploy staging', 'verify production']));
    expect(steps[0]).toMatchObject({ service: 'tooled', outcome: 'passed', attempt: 1 });
  });
});

type Typed = readonly [name: string, type: string];

function typesOf(text: string): Typed[] {
  return [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name = '', type = '']) => [
    name,
    type,
  ]);
}

function seriesOf([name, type]: Typed): string[] {
  return type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];
}

/** What promtool has to say about metrics. */
async function lint(text: string): Promise<string> {
  return new Promise((tell) => {
    const check = execFile(PROMTOOL.executable ?? '', ['check', 'metrics'], (_, stdout, stderr) =>
      tell(stdout + stderr),
    );
    check.stdin?.end(text);
  });
}
