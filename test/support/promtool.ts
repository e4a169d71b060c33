import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { PROMETHEUS } from './prometheus.ts';

/** The tool that comes with Prometheus; whether tests with it are wanted is as for that. */
export const PROMTOOL = {
  executable: findPromtool(),
  wanted: PROMETHEUS.wanted,
};

function findPromtool(): string | undefined {
  const beside = PROMETHEUS.executable === undefined ? [] : [dirname(PROMETHEUS.executable)];
  const folders = [...beside, ...(process.env['PATH'] ?? '').split(delimiter)];
  return folders.map((folder) => join(folder, 'promtool')).find(existsSync);
}

/** The metrics of Slipway, its worker and its process that a text names, each once. */
export function metricsIn(text: string): readonly string[] {
  const named = text.match(/\b(?:slipway|temporal|process|nodejs)_[a-z_]+\b/g) ?? [];
  return [...new Set(named)].filter((name) => !name.endsWith('_'));
}
