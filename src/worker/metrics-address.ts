import type { Env } from '../config/env.ts';
import { hiddenAddress } from '../program/hidden-address.ts';
import { choosePort } from '../program/ports.ts';

/** Where the metrics of a worker are served. */
export interface MetricsAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * Where this worker is asked to serve its metrics, if anywhere.
 *
 * @throws SlipwayError PORT_IN_USE
 */
export async function metricsAddress({
  metricsHost: host,
  metricsPort: { port: wanted, given },
}: Env): Promise<MetricsAddress | undefined> {
  if (!given) return undefined;
  const port = await choosePort({ wanted, given, setting: 'SLIPWAY_METRICS_PORT', host });
  return { host, port };
}

/** Some place on this machine, for the API in the same process to read, and no web page. */
export async function anyMetricsAddress(): Promise<MetricsAddress> {
  const hidden = await hiddenAddress();
  if (hidden) return hidden;
  const host = '127.0.0.1';
  const wish = { wanted: 0, given: true, setting: 'SLIPWAY_METRICS_PORT', host };
  return { host, port: await choosePort(wish) };
}

/** Reads what is served there. */
export async function metricsAt({ host, port }: MetricsAddress): Promise<string> {
  const name = host.includes(':') ? `[${host}]` : host;
  const signal = AbortSignal.timeout(1_000);
  const answer = await fetch(`http://${name}:${port}/metrics`, { signal });
  return answer.ok ? answer.text() : '';
}
