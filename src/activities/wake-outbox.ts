/** The outboxes of releases. `src/temporal/outboxes.ts` implements it. */
export interface Outboxes {
  /** Says that there is news, or will be when the history is longer than this. */
  wake(release: Wake): Promise<void>;
}

export interface Wake {
  readonly releaseId: string;
  readonly service: string;
  /** How long its history is. */
  readonly length: number;
}

/** Tells the outbox of a release that there is news, and starts it if it is the first. May be repeated. */
export function createWakeOutbox(outboxes: Outboxes) {
  return async function wakeOutbox(wake: Wake): Promise<{ readonly length: number }> {
    await outboxes.wake(wake);
    return { length: wake.length };
  };
}
