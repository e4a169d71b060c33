import { metricMeter } from '@temporalio/workflow';
import type { Outcome, ReleaseInput } from '../../domain/release/release.ts';

/** Counts that a release has ended: once, and not when its history is replayed. */
export function countEnded({ service }: ReleaseInput, outcome: Outcome): void {
  metricMeter
    .createCounter('slipway_releases_ended', undefined, 'Releases that have ended, by outcome.')
    .add(1, { service, outcome });
}
