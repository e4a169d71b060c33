/**
 * What people type to run the command line again: as they ran it, since after a clone only `npx`
 * finds it.
 */
export function calledAs(env: NodeJS.ProcessEnv): string {
  const isByNpx = env['npm_lifecycle_event'] === 'npx';
  return isByNpx && /^\W?slipway\b/.test(env['npm_lifecycle_script'] ?? '')
    ? 'npx slipway'
    : 'slipway';
}
