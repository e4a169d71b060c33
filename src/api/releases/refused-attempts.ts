import { environmentAuditId } from '../../domain/audit-log/entry.ts';
import { type ErrorCode, SlipwayError } from '../../domain/errors.ts';
import type { Store } from '../../store/store.ts';
import type { Engine } from '../engine.ts';

/** Refusals that only the API knows: the workflow was not asked, or has ended. */
const UNHEARD: readonly ErrorCode[] = [
  'USERS_ONLY',
  'FORBIDDEN',
  'GATE_CLOSED',
  'RELEASE_ENDED',
  'NOTHING_TO_ACT_ON',
  'ROLLBACK_IMPOSSIBLE',
  'DEPLOY_AFTER_TOO_LATE',
];
/** The same attempt within a minute is logged once. */
const MINUTE_MS = 60_000;

/** A refused action of a user or service account. */
export interface RefusedAttempt {
  readonly by: string;
  /** The action, such as `vote` or `cancel`. */
  readonly attempt: string;
  readonly code: ErrorCode;
  /** In milliseconds since the Unix epoch. */
  readonly atMs: number;
  readonly why?: string | undefined;
}

/** Writes a refused attempt to an audit log. Idempotent. */
export async function logRefusedAttempt(
  store: Pick<Store, 'appendToAuditLog'>,
  auditLogId: string,
  { by, attempt, code, atMs, why }: RefusedAttempt,
): Promise<void> {
  const id = `refused/${attempt}/${code}/${by}/${Math.floor(atMs / MINUTE_MS)}`;
  const said = why === undefined ? {} : { why };
  const facts = { attempt, code };
  await store.appendToAuditLog(auditLogId, [{ id, kind: 'refused', atMs, by, ...said, facts }]);
}

export interface Attempt {
  /** The id of the release. */
  readonly id: string;
  readonly by: string;
  readonly attempt: string;
  readonly why?: string | undefined;
}

/**
 * Runs an action on a release. A refusal that the workflow never learns of is in the audit log
 * before the response; a release that does not exist gets no entry.
 */
export async function attempted<Result>(
  { engine, store }: { engine: Engine; store: Pick<Store, 'appendToAuditLog' | 'readAuditLog'> },
  { id, by, attempt, why }: Attempt,
  act: () => Promise<Result>,
): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    const code = error instanceof SlipwayError ? error.code : 'INTERNAL';
    const refused = UNHEARD.includes(code);
    if (refused && ((await store.readAuditLog(id)) !== undefined || (await exists(engine, id))))
      await logRefusedAttempt(store, id, { by, attempt, code, atMs: Date.now(), why });
    throw error;
  }
}

export interface EnvironmentAttempt extends Omit<Attempt, 'id'> {
  readonly service: string;
  readonly environment: string;
}

/**
 * Runs an action on a configured environment. A refusal is in the audit log before the response.
 * A timeout is not a refusal, because the action may still take effect.
 */
export async function attemptedIn<Result>(
  store: Pick<Store, 'appendToAuditLog'>,
  { service, environment, by, attempt, why }: EnvironmentAttempt,
  act: () => Promise<Result>,
): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    const code = error instanceof SlipwayError ? error.code : 'INTERNAL';
    const auditLogId = environmentAuditId(service, environment);
    if (UNHEARD.includes(code))
      await logRefusedAttempt(store, auditLogId, { by, attempt, code, atMs: Date.now(), why });
    throw error;
  }
}

async function exists(engine: Engine, id: string): Promise<boolean> {
  try {
    await engine.history(id);
    return true;
  } catch (error) {
    if (error instanceof SlipwayError && error.code === 'RELEASE_NOT_FOUND') return false;
    throw error;
  }
}
