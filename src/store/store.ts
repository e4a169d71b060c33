import type { AttestationEntry, AuditEntry, EntryKind } from '../domain/audit-log/entry.ts';
import type { SignedInUser } from '../domain/people/user.ts';
import type { Plan } from '../domain/plan/plan.ts';

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

/** Keeps artifacts, plans, logs and audit logs for every process of Slipway. */
export interface Store {
  /**
   * Takes bytes in under the digest that is taken while they arrive. Safe to call twice: equal
   * bytes are kept once.
   *
   * @throws SlipwayError DISK_FULL; nothing is left of the artifact then
   */
  putArtifact(bytes: AsyncIterable<Uint8Array>): Promise<StoredArtifact>;
  /**
   * Gives the bytes back. They end with the error ARTIFACT_CORRUPT if they are no longer those of
   * the digest, so use nothing before their end. Nothing is read before somebody asks for them.
   *
   * @throws SlipwayError ARTIFACT_NOT_FOUND
   */
  getArtifact(digest: string): Promise<AsyncIterable<Uint8Array>>;
  /** Keeps a plan under its digest, so that a rollback can go by it. Safe to call twice. */
  putPlan(plan: Plan): Promise<void>;
  /** The plan of this digest, or `undefined` if it was never kept. */
  getPlan(digest: string): Promise<Plan | undefined>;
  /**
   * Keeps what an identity provider said of a person, unless something newer is kept. Safe to call
   * twice. Of two that are kept at once either may stay.
   */
  keepUser(person: SignedInUser): Promise<void>;
  /** What was kept of a person, whatever the capitals of the name; `undefined` if nothing was. */
  person(name: string): Promise<SignedInUser | undefined>;
  /** Begins a log. A log of the same key that a crash left is replaced. */
  openLog(key: LogKey): Promise<LogWriter>;
  /**
   * Reads what a log has from an offset on, at most 1 MiB. A negative offset counts from the end.
   *
   * @returns the bytes, and whether the log has ended there; `undefined` if there is no such log
   */
  readLog(key: LogKey, offset: number): Promise<{ chunk: Uint8Array; ended: boolean } | undefined>;
  /** The number of the newest attempt that has a log, or `undefined`. */
  lastAttempt(releaseId: string, step: string): Promise<number | undefined>;
  /**
   * Writes entries at the end of an audit log, in this order. What is there is never changed. Safe to
   * call twice, and from many processes at once: an entry with an id that is there is left out.
   *
   * @param recordId the id of a release, or `environmentAuditId`
   * @param options after: writes directly behind the entry with this hash, or not at all
   * @returns how many were new
   */
  appendToAuditLog(
    auditLogId: string,
    entries: readonly (AuditEntry | AttestationEntry)[],
    options?: { readonly after?: string },
  ): Promise<number>;
  /** The audit log as JSON lines, each with a line feed; `undefined` if there is none. */
  readAuditLog(auditLogId: string): Promise<Uint8Array | undefined>;
  /** The ids of all audit logs, in no order. */
  listAuditLogs(): Promise<readonly string[]>;
  /**
   * The newest entry of a kind, without a look at most of the others; `undefined` if there is none.
   * Whether it is as it was written is not checked.
   */
  newestEntry<Kind extends EntryKind>(
    auditLogId: string,
    kind: Kind,
  ): Promise<AuditEntry<Kind> | undefined>;
}
