/** The outboxes of releases. `src/temporal/outboxes.ts` implements it. */
export interface Outboxes {
  /** Announces new events, in a history that is or will be longer than this. */
  wake(release: Wake): Promise<void>;
}

export interface Wake {
  readonly releaseId: string;
  readonly service: string;
  /** The run of the release. */
  readonly runId: string;
  /** How long its history is. */
  readonly length: number;
}

/** Announces new events to the outbox of a release, and starts it if there is none. May be repeated. */
export function createWakeOutbox(outboxes: Outboxes) {
  return async function wakeOutbox(wake: Wake): Promise<{ readonly length: number }> {
    await outboxes.wake(wake);
    return { length: wake.length };
  };
}
