import { setTimeout as pause } from 'node:timers/promises';

/** The server brings its metrics up to date once a second. */
const UP_TO_DATE_MS = 1_500;

/** How often Temporal was asked to query a workflow, as its own metrics say. */
export async function queriesSoFar(metricsPort: number): Promise<number> {
  await pause(UP_TO_DATE_MS);
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  return text
    .split('\n')
    .filter((line) => line.startsWith('service_requests{'))
    .filter(
      (line) => /operation="QueryWorkflow"/.test(line) && /service_name="frontend"/.test(line),
    )
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}
