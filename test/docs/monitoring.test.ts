import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { PROMTOOL } from '../support/promtool.ts';
import { pageAt, root } from './pages.ts';

const textOf = (path: string) => readFileSync(join(root, path), 'utf8');
const ALERTS = 'deploy/prometheus/alerts.yaml';
const alerts = z
  .object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({
            alert: z.string(),
            labels: z.strictObject({ severity: z.enum(['critical', 'warning']) }),
            annotations: z.strictObject({ summary: z.string().endsWith('.') }),
          }),
        ),
      }),
    ),
  })
  .parse(parse(textOf(ALERTS)));
const names = alerts.groups.flatMap(({ rules }) => rules.map(({ alert }) => alert));

describe('the alerts', () => {
  test('are explained in docs/operations.md, each with what to do', () => {
    const told = [...pageAt('docs/operations.md').text.matchAll(/^\| `(Slipway\w+)` \|/gm)];
    expect(told.map(([, name]) => name)).toEqual(names);
  });

  describe.skipIf(!PROMTOOL.wanted)('by promtool', () => {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-alerts-'));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    test('are rules that Prometheus takes', async () => {
      expect(await promtool('check', 'rules', join(root, ALERTS))).toContain('SUCCESS');
    });
    test('fit a configuration that Prometheus takes', async () => {
      const config = join(root, 'deploy/prometheus/scrape.yaml');
      expect(await promtool('check', 'config', '--syntax-only', config)).toContain('SUCCESS');
    });
    test.each([
      ['SlipwayApiDown', { 'up{job="slipway-api"}': '0x20' }],
      ['SlipwayTemporalDown', { slipway_temporal_up: '0x20' }],
      ['SlipwayNoWorker', { slipway_worker_up: '0x20' }],
      ['SlipwayNeedsGuidance', { 'slipway_releases_waiting{kind="guidance"}': '1x20' }],
      ['SlipwayApprovalForgotten', { 'slipway_oldest_wait_seconds{kind="approval"}': '172801x20' }],
      ['SlipwayQueueStuck', { 'slipway_oldest_wait_seconds{kind="queue"}': '3601x20' }],
      ['SlipwayReleaseStandsStill', { temporal_workflow_task_execution_failed_total: '0+1x20' }],
      [
        'SlipwayDeploymentsFail',
        {
          'slipway_step_duration_seconds_count{step="deploy",outcome="failed",service="a",environment="b"}':
            '0+1x20',
        },
      ],
      [
        'SlipwayErrors',
        {
          'slipway_http_requests_total{status="500"}': '0+10x20',
          'slipway_http_requests_total{status="200"}': '0+90x20',
        },
      ],
      [
        'SlipwayWebhooksFail',
        { 'slipway_webhook_requests_total{sender="github",outcome="refused"}': '0+1x20' },
      ],
      [
        'SlipwayNotificationsFail',
        {
          'slipway_notifications_total{kind="slack",outcome="failed"}': '0+1x20',
          'slipway_notifications_total{kind="slack",outcome="sent"}': '0x20',
        },
      ],
      ['SlipwayNotTold', { slipway_releases_failed_notifications: '0x10 1x10' }],
      ['SlipwayConfigurationBroken', { slipway_configuration_ok: '0x20' }],
    ])('%s fires when that happens, and not while all is well', async (alert, series) => {
      expect(await firing(folder, alert, series)).toBe('fires');
      const calm = {
        'up{job="slipway-api"}': '1x20',
        slipway_temporal_up: '1x20',
        slipway_worker_up: '1x20',
        slipway_configuration_ok: '1x20',
        'slipway_releases_waiting{kind="guidance"}': '0x20',
        'slipway_oldest_wait_seconds{kind="approval"}': '3600x20',
        'slipway_http_requests_total{status="200"}': '0+90x20',
        'slipway_notifications_total{kind="slack",outcome="failed"}': '0+1x20',
        'slipway_notifications_total{kind="slack",outcome="sent"}': '0+1x20',
        slipway_releases_failed_notifications: '2x10 1x10',
      };
      expect(await firing(folder, alert, calm)).toBe('is silent');
    });
  });
});

const position = z.strictObject({ x: z.int(), y: z.int(), w: z.int().max(24), h: z.int() });
const source = z.strictObject({
  type: z.literal('prometheus'),
  uid: z.literal('${datasource}'),
});
/** The part of Grafana's model of a dashboard that this one uses. */
const DASHBOARD = z.looseObject({
  id: z.null(),
  uid: z.string().max(40),
  title: z.string(),
  schemaVersion: z.int(),
  time: z.object({ from: z.string(), to: z.string() }),
  templating: z.object({
    list: z.array(
      z.looseObject({ name: z.string(), type: z.enum(['datasource', 'query']), query: z.any() }),
    ),
  }),
  panels: z.array(
    z.discriminatedUnion('type', [
      z.strictObject({
        id: z.int(),
        type: z.literal('row'),
        title: z.string(),
        collapsed: z.boolean(),
        gridPos: position,
        panels: z.tuple([]),
      }),
      z.strictObject({
        id: z.int(),
        type: z.enum(['stat', 'timeseries']),
        title: z.string(),
        description: z.string(),
        datasource: source,
        gridPos: position,
        fieldConfig: z.strictObject({
          defaults: z.looseObject({ unit: z.string() }),
          overrides: z.array(z.never()),
        }),
        options: z.looseObject({}),
        targets: z
          .array(
            z.strictObject({
              datasource: source,
              editorMode: z.literal('code'),
              expr: z.string(),
              legendFormat: z.string(),
              range: z.boolean(),
              refId: z.string().regex(/^[A-Z]$/),
            }),
          )
          .min(1),
      }),
    ]),
  ),
});

describe('the dashboard', () => {
  const { panels, templating } = DASHBOARD.parse(JSON.parse(textOf('deploy/grafana/slipway.json')));

  test('gives each panel a number and a place of its own', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });
  test('uses only variables that it has', () => {
    const known = templating.list.map(({ name }) => name);
    const used = textOf('deploy/grafana/slipway.json').matchAll(/\$\{?([a-z]+)/g);
    for (const [, name] of used) expect(known).toContain(name);
  });
  test.skipIf(!PROMTOOL.wanted)('asks what Prometheus understands', async () => {
    const rules = panels.flatMap((panel) =>
      'targets' in panel
        ? panel.targets.map(({ expr }, i) => ({ record: `a${panel.id}_${i}`, expr }))
        : [],
    );
    const folder = mkdtempSync(join(tmpdir(), 'slipway-dashboard-'));
    const file = join(folder, 'rules.yaml');
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }));
    expect(await promtool('check', 'rules', file)).toContain('SUCCESS');
    rmSync(folder, { recursive: true });
  });
});

/** What promtool says, whether it is content or not. */
async function promtool(...args: string[]): Promise<string> {
  return new Promise((tell) => {
    execFile(PROMTOOL.executable ?? '', args, (_, stdout, stderr) => tell(stdout + stderr));
  });
}

/** Whether an alert fires after a quarter of an hour of these series. */
async function firing(
  folder: string,
  alertname: string,
  series: Readonly<Record<string, string>>,
): Promise<'fires' | 'is silent'> {
  const file = join(folder, `${alertname}.yaml`);
  const input = Object.entries(series).map(([name, values]) => ({ series: name, values }));
  const scene = {
    interval: '1m',
    input_series: input,
    alert_rule_test: [{ eval_time: '15m', alertname, exp_alerts: [] }],
  };
  writeFileSync(file, JSON.stringify({ rule_files: [join(root, ALERTS)], tests: [scene] }));
  const said = await promtool('test', 'rules', file);
  if (said.includes('SUCCESS')) return 'is silent';
  expect(said).toContain('got:[');
  return 'fires';
}
