import { Counter, Histogram, type Registry } from 'prom-client';
import type { FinishedRequest } from '../api/request-observer.ts';

/** From what a probe takes to what a person waits for. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Counts requests and, among them, webhooks. */
export function createRequestMetrics(register: Registry): {
  count(request: FinishedRequest): void;
} {
  const registers = [register];
  const requests = new Counter({
    name: 'slipway_http_requests_total',
    help: 'Requests.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'slipway_http_request_duration_seconds',
    help: 'Response times; of a stream, until its start.',
    labelNames: ['method', 'route'],
    buckets: SECONDS,
    registers,
  });
  const notifications = new Counter({
    name: 'slipway_webhook_requests_total',
    help: 'Incoming webhooks, by sender and outcome.',
    labelNames: ['sender', 'outcome'],
    registers,
  });
  return {
    count({ method: given, route, status, durationMs, sender, releases }) {
      const method = METHODS.has(given) ? given : 'other';
      requests.inc({ method, route, status });
      durations.observe({ method, route }, durationMs / 1_000);
      if (sender !== undefined)
        notifications.inc({ sender, outcome: outcomeOf(status, releases.length) });
    },
  };
}

/** Anybody may make up others, and each would be kept for ever. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

function outcomeOf(status: number, releases: number): string {
  if (status >= 500) return 'failed';
  if (status >= 400) return 'refused';
  return releases > 0 ? 'released' : 'ignored';
}
