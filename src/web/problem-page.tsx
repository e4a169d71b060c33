import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { ApiProblem, type ProblemBody } from '../client/answer.ts';
import { ERRORS, type ErrorCode, SlipwayError, UNEXPECTED } from '../domain/errors.ts';
import type { PageEnv } from './api.ts';
import { show } from './layout.tsx';

/** What the pages refuse by themselves, before the API is asked. */
const OWN_STATUS: Partial<Record<ErrorCode, ContentfulStatusCode>> = {
  PAGE_NOT_FOUND: 404,
  LOG_NOT_FOUND: 404,
  BODY_TOO_LARGE: 413,
  CROSS_SITE: 403,
  UNAUTHENTICATED: 401,
  PEOPLE_ONLY: 403,
  SIGN_IN_FAILED: 400,
  SIGN_IN_REFUSED: 403,
  SIGN_IN_INSECURE: 400,
  TOO_MANY_ATTEMPTS: 429,
  PROVIDER_UNREACHABLE: 502,
  PROVIDER_INVALID: 502,
};

/** The status of a page that tells of a problem of its own. */
export function statusOf(code: ErrorCode): ContentfulStatusCode {
  return OWN_STATUS[code] ?? 500;
}

/** Shows any error as a page: its code, what happened, and what to do about it. */
export function showProblem(error: Error, c: Context<PageEnv>, logError: (error: unknown) => void) {
  const problem = problemOf(error);
  if (problem.code === 'UNAUTHENTICATED' && mayComeBack(c)) return c.redirect(toSignIn(c.req.url));
  if (problem.code === 'INTERNAL' && !(error instanceof ApiProblem)) logError(error);
  const title = TITLES[problem.status] ?? 'That did not work';
  const main = (
    <article class="problem card">
      <h1>{title}</h1>
      <p class="lead">{problem.detail}</p>
      <p>{problem.next}</p>
      <p class="actions">
        {problem.retryable ? <a href={c.req.path}>Try again</a> : null}
        <a href="/">To the board</a>
        <a href={`/docs#${problem.code}`}>
          <code>{problem.code}</code>
        </a>
      </p>
    </article>
  );
  return show(c, { title, main }, problem.status as ContentfulStatusCode);
}

/** Who opens a page without any credential is asked for one, and comes back to it. */
function mayComeBack({ req }: Context): boolean {
  return req.method === 'GET' && req.header('Authorization') === undefined;
}

function toSignIn(url: string): string {
  const { pathname, search } = new URL(url);
  return `/ui/sign-in?${new URLSearchParams({ to: `${pathname}${search}` })}`;
}

const TITLES: Readonly<Record<number, string>> = {
  401: 'Who are you?',
  403: 'Not allowed',
  404: 'Not here',
  503: 'Out of reach for now',
};

function problemOf(error: Error): ProblemBody {
  if (error instanceof ApiProblem) return error.problem;
  if (error instanceof SlipwayError) return bodyOf(error.code, error.message, statusOf(error.code));
  // Of hono/csrf.
  if (error instanceof HTTPException && error.status === 403)
    return bodyOf('CROSS_SITE', 'The form does not come from this site.', 403);
  return bodyOf('INTERNAL', UNEXPECTED);
}

function bodyOf(code: ErrorCode, detail: string, status = 500): ProblemBody {
  return { code, detail, status, ...ERRORS[code] };
}
