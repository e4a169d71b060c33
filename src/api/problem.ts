import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { type ErrorCode, ERRORS, SlipwayError, UNEXPECTED } from '../domain/errors.ts';
import { STATUS } from './http-status.ts';
import type { Env } from './app-context.ts';

const CONTENT_TYPE = 'application/problem+json';

/** Problems that any call can return. */
const ANYWHERE = [
  'UNAUTHENTICATED',
  'SIGN_IN_REFUSED',
  'HOST_NOT_ALLOWED',
  'CROSS_SITE',
  'PROVIDER_UNREACHABLE',
  'PROVIDER_INVALID',
  'TEMPORAL_UNREACHABLE',
  'NO_WORKER',
  'INTERNAL',
] as const;
/** Problems that any call with a body can return. */
export const BODY_ERRORS = [
  'MALFORMED_JSON',
  'UNSUPPORTED_MEDIA_TYPE',
  'BODY_TOO_LARGE',
  'INVALID_REQUEST',
] as const;

/** Describes to OpenAPI the problems of a call, and those of every call. */
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
    type: z.string().describe('A link that explains the code.'),
    title: code,
    status: z.int(),
    code,
    detail: z.string().describe('What happened.'),
    next: z.string().describe('How to fix it.'),
    retryable: z.boolean().describe('Whether the same request may succeed later.'),
  });
}

/** Turns any error into a response. Only expected errors tell the principal why. */
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

/** Hono's own errors have a status and a text; these are their codes. */
function toSlipwayError(error: unknown): SlipwayError | undefined {
  if (error instanceof SlipwayError) return error;
  if (!(error instanceof HTTPException)) return undefined;
  if (error.status === 400) return new SlipwayError('MALFORMED_JSON', 'The body is not JSON.');
  if (error.status === 415)
    return new SlipwayError('UNSUPPORTED_MEDIA_TYPE', 'The body is not application/json.');
  if (error.status === 413) return new SlipwayError('BODY_TOO_LARGE', 'The body is too large.');
  return undefined;
}

/** Refuses a request that does not match its schema, and names every field. */
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
