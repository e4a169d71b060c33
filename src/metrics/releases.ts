import { Gauge, type Registry } from 'prom-client';
import { countWaits, type ReleaseCounts, WAIT_KINDS } from '../domain/measure/release-counts.ts';

/** Shows the number of releases, and the longest waits. */
export function createReleaseGauges(register: Registry): {
  /** @param counts `undefined` while they cannot be counted: then nothing is shown */
  show(countReleases: ReleaseCounts | undefined): void;
} {
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Gauge({ name, help, labelNames, registers: [register] });
  const running = gauge('slipway_releases', 'Running releases, by phase.', ['phase']);
  const ended = gauge(
    'slipway_releases_remembered',
    'Ended releases that Temporal remembers, by outcome.',
    ['outcome'],
  );
  const waits = gauge('slipway_releases_waiting', 'Waiting releases, by kind of wait.', ['kind']);
  const oldest = gauge(
    'slipway_oldest_wait_seconds',
    'The longest wait, by kind; 0 if no release waits.',
    ['kind'],
  );
  const failedNotifications = gauge(
    'slipway_releases_failed_notifications',
    'Releases with failed notifications that can still be resent.',
    [],
  );
  const queue = gauge('slipway_queue_length', 'Queued releases.', ['service', 'environment']);
  return {
    show(counts) {
      for (const one of [running, ended, waits, oldest, queue]) one.reset();
      // One without labels would be reset to 0.
      failedNotifications.remove();
      if (!counts) return;
      for (const [phase, count] of Object.entries(counts.running)) running.set({ phase }, count);
      for (const [outcome, count] of Object.entries(counts.ended)) ended.set({ outcome }, count);
      for (const kind of WAIT_KINDS) {
        waits.set({ kind }, countWaits(counts, kind));
        oldest.set({ kind }, (counts.oldestWaitMs[kind] ?? 0) / 1_000);
      }
      failedNotifications.set(counts.failedNotifications);
      for (const { length, ...place } of counts.queues) queue.set(place, length);
    },
  };
}
