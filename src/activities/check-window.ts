import type { DeploymentWindow, WindowState } from '../domain/environment/deployment-window.ts';
import { windowState } from '../windows/evaluate.ts';

export interface WindowQuestion {
  readonly service: string;
  readonly environment: string;
}

export interface WindowAnswer extends WindowState {
  readonly environment: string;
  /** When it was so, in milliseconds since the Unix epoch. */
  readonly atMs: number;
}

export interface WindowDependencies {
  /**
   * The windows of an environment as they are configured now, or `undefined` if there is no such
   * environment any more.
   */
  windowsOf(service: string, environment: string): readonly DeploymentWindow[] | undefined;
  /** Default: the clock of this machine */
  now?(): number;
}

/**
 * Looks whether an environment may be entered now, by the configuration of now and not by the plan,
 * so that an edited window holds for what waits already. Only reads; may be repeated.
 */
export function createCheckWindow({ windowsOf, now = Date.now }: WindowDependencies) {
  return async function checkWindow({
    service,
    environment,
  }: WindowQuestion): Promise<WindowAnswer> {
    const atMs = now();
    const windows = windowsOf(service, environment);
    if (windows) return { environment, atMs, ...windowState(windows, atMs) };
    const reason = `${service} no longer has an environment ${environment} in slipway.yaml.`;
    return { environment, atMs, open: false, reason };
  };
}
