import type { Verification } from '../../domain/plan/pipeline.ts';

/** How long all the checks of an environment may take, in milliseconds. */
export function verificationMs(verifications: readonly Verification[]): number {
  const bounds = verifications.map((v) => (v.kind === 'run' ? v.timeoutMs : v.retryForMs));
  return bounds.reduce((sum, ms) => sum + ms, 0);
}
