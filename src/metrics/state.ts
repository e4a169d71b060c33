import { Gauge, type Registry } from 'prom-client';

interface State {
  readonly temporal: boolean;
  readonly worker: boolean;
  readonly configuration: boolean;
}

/** Shows whether Temporal, a worker and a valid configuration are there. */
export function createStateGauges(register: Registry): { show(state: State): void } {
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers: [register] });
  const temporal = gauge('slipway_temporal_up', '1 while Temporal responds, else 0.');
  const worker = gauge('slipway_worker_up', '1 while a worker serves the queue, else 0.');
  const configuration = gauge('slipway_configuration_ok', '1 while slipway.yaml is valid, else 0.');
  return {
    show(state) {
      temporal.set(Number(state.temporal));
      worker.set(Number(state.worker));
      configuration.set(Number(state.configuration));
    },
  };
}
