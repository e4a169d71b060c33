import type { Readable } from 'node:stream';

/** The bytes of a build, known by what they are. */
export interface StoredArtifact {
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
  readonly sizeBytes: number;
}

/** One log: of one attempt of one step of one release. */
export interface LogKey {
  readonly releaseId: string;
  /** Such as `build`, `test-unit` or `deploy-staging`. */
  readonly step: string;
  /** From 1. */
  readonly attempt: number;
}

export interface LogWriter {
  /** Appends bytes; they can be read at once. Never rejects before `end`. */
  write(chunk: Uint8Array): void;
  /** Says that nothing follows. Resolves when every byte is stored. Safe to call twice. */
  end(): Promise<void>;
}

/** Keeps artifacts and logs for every process of Slipway. */
export interface Store {
  /**
   * Takes bytes in under the digest that is taken while they arrive. Safe to call twice: equal
   * bytes are kept once.
   *
   * @throws SlipwayError DISK_FULL; nothing is left of the artifact then
   */
  putArtifact(bytes: Readable): Promise<StoredArtifact>;
  /**
   * Gives the bytes back. The stream ends with the error ARTIFACT_CORRUPT if they are no longer
   * those of the digest, so use nothing before its end.
   *
   * @throws SlipwayError ARTIFACT_NOT_FOUND
   */
  getArtifact(digest: string): Promise<Readable>;
  /** Begins a log. A log of the same key that a crash left is replaced. */
  openLog(key: LogKey): Promise<LogWriter>;
  /**
   * Reads what a log has from an offset on, at most 1 MiB.
   *
   * @returns the bytes, and whether the log has ended there; `undefined` if there is no such log
   */
  readLog(key: LogKey, offset: number): Promise<{ chunk: Uint8Array; ended: boolean } | undefined>;
  /** The number of the newest attempt that has a log, or `undefined`. */
  lastAttempt(releaseId: string, step: string): Promise<number | undefined>;
}
