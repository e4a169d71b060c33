import { collectDefaultMetrics, Registry } from 'prom-client';
import type { FinishedRequest } from '../api/request-observer.ts';
import type { ReleaseCounts } from '../domain/measure/release-counts.ts';
import { createReleaseGauges } from './releases.ts';
import { createRequestMetrics } from './requests.ts';
import { createStateGauges } from './state.ts';

export interface MetricSources {
  /** Counts releases. May throw: Temporal may be away. */
  countReleases(): Promise<ReleaseCounts>;
  /** Whether Temporal answers, and whether a worker serves the queue. */
  health(): Promise<{ temporal: boolean; worker: boolean }>;
  /** What is wrong with slipway.yaml as it is now. */
  configurationProblem(): string | undefined;
  /** The metrics of a worker in the same process, in the same format. May throw. */
  worker?(): Promise<string>;
}

export interface Metrics {
  /** Counts a request that was answered. */
  observe(request: FinishedRequest): void;
  /** Everything, in the text format of Prometheus, version 0.0.4. Never throws. */
  text(): Promise<string>;
}

/** For how long what was counted is told again: many may ask, and counting is not free. */
const FRESH_MS = 15_000;

/** Makes the metrics of an API. What it cannot find out now, it leaves out. */
export function createMetrics(sources: MetricSources): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = createRequestMetrics(registry);
  const state = createStateGauges(registry);
  const releases = createReleaseGauges(registry);
  const look = atMostEvery(FRESH_MS, async () => {
    const [health, counts] = await Promise.all([
      sources.health(),
      sources.countReleases().catch(() => undefined),
    ]);
    state.show({ ...health, configuration: sources.configurationProblem() === undefined });
    releases.show(counts);
  });
  return {
    observe: requests.count,
    async text() {
      await look();
      const [own, worker] = await Promise.all([
        registry.metrics(),
        sources.worker?.().catch(() => ''),
      ]);
      return worker ? `${own}\n${worker}` : own;
    },
  };
}

/** Does something again only when the last time is over for so long; who comes meanwhile joins. */
function atMostEvery(ms: number, work: () => Promise<void>): () => Promise<void> {
  let last: Promise<void> | undefined;
  let staleAtMs = 0;
  return () => {
    if (last && performance.now() < staleAtMs) return last;
    staleAtMs = Infinity;
    last = work().finally(() => (staleAtMs = performance.now() + ms));
    return last;
  };
}
