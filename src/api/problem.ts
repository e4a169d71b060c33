import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { ERRORS, type ErrorCode, SlipwayError, UNEXPECTED } from '../domain/errors.ts';
import type { Env } from './env.ts';

/** The only table from code to HTTP status. A code that is missing here does not compile. */
export const STATUS = {
  MALFORMED_JSON: 400,
  UNSUPPORTED_MEDIA_TYPE: 415,
  BODY_TOO_LARGE: 413,
  INVALID_REQUEST: 422,
  PAGE_NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  HOST_REFUSED: 403,
  PEOPLE_ONLY: 403,
  CROSS_SITE: 403,
  SIGN_IN_FAILED: 400,
  SIGN_IN_REFUSED: 403,
  SIGN_IN_INSECURE: 400,
  TOO_MANY_ATTEMPTS: 429,
  PROVIDER_UNREACHABLE: 502,
  PROVIDER_INVALID: 502,
  WEBHOOK_OFF: 404,
  WEBHOOK_UNSIGNED: 401,
  WEBHOOK_STALE: 401,
  SERVICE_NOT_FOUND: 404,
  ENVIRONMENT_NOT_FOUND: 404,
  RELEASE_NOT_FOUND: 404,
  RELEASE_CLOSED: 409,
  CURSOR_NOT_FOUND: 404,
  PERIOD_NOT_FOUND: 404,
  ZONE_NOT_FOUND: 404,
  LOG_NOT_FOUND: 404,
  RECORD_NOT_FOUND: 404,
  REF_NOT_FOUND: 404,
  COMMIT_NOT_FOUND: 404,
  COMMIT_AMBIGUOUS: 422,
  COMMIT_NOT_ALLOWED: 422,
  REPOSITORY_UNREACHABLE: 502,
  SUBMODULES_UNSUPPORTED: 422,
  LFS_UNSUPPORTED: 422,
  PIPELINE_MISSING: 422,
  PIPELINE_INVALID: 422,
  CONFIG_INVALID: 500,
  BUILD_FAILED: 422,
  TESTS_FAILED: 422,
  STEP_TIMED_OUT: 422,
  STEP_KILLED: 422,
  LOG_TOO_LARGE: 422,
  SECRET_MISSING: 500,
  WORKER_STOPPED: 503,
  ARTIFACT_MISSING: 422,
  ARTIFACT_EMPTY: 422,
  ARTIFACT_OUTSIDE: 422,
  ARTIFACT_CORRUPT: 500,
  ARTIFACT_NOT_FOUND: 404,
  DISK_FULL: 507,
  TARGET_NOT_WRITABLE: 500,
  DEPLOY_FAILED: 502,
  ACTIVATION_FAILED: 502,
  VERIFICATION_FAILED: 422,
  VERIFICATION_INCONCLUSIVE: 502,
  WATCH_FAILED: 422,
  OUTCOME_UNKNOWN: 502,
  GATE_NOT_OPEN: 409,
  GATE_CLOSED: 409,
  MANIFEST_CHANGED: 409,
  NOT_ELIGIBLE: 403,
  SELF_APPROVAL: 403,
  REASON_REQUIRED: 422,
  TOO_FAR_AHEAD: 409,
  VOTE_KEY_UNKNOWN: 403,
  VOTE_UNSIGNED: 403,
  ORDER_UNSIGNED: 403,
  NOTHING_TO_DECIDE: 409,
  CHOICE_UNAVAILABLE: 409,
  ROLLBACK_IMPOSSIBLE: 409,
  DELIVERY_FAILED: 502,
  DELIVERY_REFUSED: 502,
  RECIPIENT_GONE: 502,
  DELIVERY_NOT_FOUND: 404,
  NO_WORKER: 503,
  TEMPORAL_UNREACHABLE: 503,
  TEMPORAL_NOT_FOUND: 500,
  PORT_BUSY: 500,
  DATABASE_BUSY: 500,
  BIND_REFUSED: 500,
  INTERNAL: 500,
} as const satisfies Record<ErrorCode, ContentfulStatusCode>;

const CONTENT_TYPE = 'application/problem+json';

/** What any call may answer, whatever it is about. */
const ANYWHERE = [
  'UNAUTHENTICATED',
  'SIGN_IN_REFUSED',
  'HOST_REFUSED',
  'CROSS_SITE',
  'PROVIDER_UNREACHABLE',
  'PROVIDER_INVALID',
  'TEMPORAL_UNREACHABLE',
  'NO_WORKER',
  'INTERNAL',
] as const;
/** What any call with a body may answer. */
export const BODY_ERRORS = [
  'MALFORMED_JSON',
  'UNSUPPORTED_MEDIA_TYPE',
  'BODY_TOO_LARGE',
  'INVALID_REQUEST',
] as const;

/** Describes to OpenAPI the problems that a call may answer with, and those of every call. */
export function problems(...codes: readonly ErrorCode[]) {
  return problemsOf(...codes, ...ANYWHERE);
}

/** Describes problems alone, one response for each status. */
export function problemsOf(...codes: readonly ErrorCode[]) {
  const all = [...new Set(codes)];
  return Object.fromEntries(
    [...new Set(all.map((code) => STATUS[code]))].map((status) => {
      const those = all.filter((code) => STATUS[code] === status);
      return [
        status,
        {
          description: those.join(', '),
          content: { [CONTENT_TYPE]: { schema: problemSchema(those) } },
        },
      ];
    }),
  );
}

function problemSchema(codes: readonly ErrorCode[]) {
  const code = z.enum(codes);
  return z.object({
    type: z.string().describe('Where the code is explained.'),
    title: code,
    status: z.int(),
    code,
    detail: z.string().describe('What happened, for people.'),
    next: z.string().describe('What to do about it.'),
    retryable: z.boolean().describe('Whether the same call may help later.'),
  });
}

/** Turns any error into a response. Only expected errors tell the caller why. */
export function toProblem(
  error: unknown,
  c: Context<Env>,
  logError: (error: unknown, requestId: string) => void,
) {
  const expected = toSlipwayError(error);
  if (!expected) logError(error, c.var.requestId);
  const { code, message, details } = expected ?? new SlipwayError('INTERNAL', UNEXPECTED);
  const { retryable, next } = ERRORS[code];
  const status = STATUS[code];
  const type = `/docs#${code}`;
  const body = { type, title: code, status, code, detail: message, next, retryable, ...details };
  return c.json(body, status, {
    'Content-Type': CONTENT_TYPE,
    ...(code === 'UNAUTHENTICATED' && { 'WWW-Authenticate': 'Bearer' }),
  });
}

/** Hono's own refusals have a status and a text; these are their codes. */
function toSlipwayError(error: unknown): SlipwayError | undefined {
  if (error instanceof SlipwayError) return error;
  if (!(error instanceof HTTPException)) return undefined;
  if (error.status === 400) return new SlipwayError('MALFORMED_JSON', 'The body is not JSON.');
  if (error.status === 415)
    return new SlipwayError('UNSUPPORTED_MEDIA_TYPE', 'The body is not application/json.');
  if (error.status === 413) return new SlipwayError('BODY_TOO_LARGE', 'The body is too large.');
  return undefined;
}

/** Refuses a request that does not fit its schema, naming every place. */
export function refuseInvalid(result: { success: boolean; error?: z.ZodError; target?: string }) {
  if (result.success || !result.error) return;
  const issues = result.error.issues.map(({ path, message }) => ({
    in: result.target,
    path: path.join('.'),
    message,
  }));
  const places = issues.map(({ path, message }) => (path ? `${path}: ${message}` : message));
  throw new SlipwayError('INVALID_REQUEST', places.join('; '), { details: { issues } });
}
