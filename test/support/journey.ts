import type { MeasuredRelease } from '../../src/domain/measure/measured-release.ts';

/** A release that has done nothing but what the test says. */
export function measured(known: Partial<MeasuredRelease> = {}): MeasuredRelease {
  return {
    releaseId: 'hello-3f2a91c4d5e6',
    service: 'hello',
    commit: '3f2a91c4d5e6'.padEnd(40, '0'),
    startedAtMs: 0,
    deploymentOutcomes: [],
    ...known,
  };
}
