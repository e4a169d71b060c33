import { environmentAuditId } from '../../domain/audit.ts';
import { type ErrorCode, SlipwayError } from '../../domain/errors.ts';
import type { Store } from '../../store/store.ts';
import type { Engine } from '../engine.ts';

/** What nobody but the API knows of: the workflow was never asked, or has ended. */
const UNHEARD: readonly ErrorCode[] = [
  'USERS_ONLY',
  'FORBIDDEN',
  'GATE_CLOSED',
  'RELEASE_ENDED',
  'NOTHING_TO_ACT_ON',
  'ROLLBACK_IMPOSSIBLE',
  'DEPLOY_AFTER_TOO_LATE',
];
/** Who tries the same again within a minute is in the record once. */
const MINUTE_MS = 60_000;

/** An attempt of a caller that was refused. */
export interface RefusedAttempt {
  readonly by: string;
  /** What was tried, such as `vote` or `cancel`. */
  readonly attempt: string;
  readonly code: ErrorCode;
  /** In milliseconds since the Unix epoch. */
  readonly atMs: number;
  readonly why?: string | undefined;
}

/** Writes into a record that somebody was refused. Safe to call twice. */
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
  /** The release that it is about. */
  readonly id: string;
  readonly by: string;
  readonly attempt: string;
  readonly why?: string | undefined;
}

/**
 * Carries out what a caller asks of a release. If that is refused before a workflow hears of it,
 * the record has it before the caller gets the answer; a release that does not exist gets none.
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
 * Carries out what a caller asks of an environment that is configured. If that is refused, the
 * record has it before the caller gets the answer. That nobody answered in time is no refusal: what
 * was asked may still be done.
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
