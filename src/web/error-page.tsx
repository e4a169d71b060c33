import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { ApiProblem, type ProblemBody } from '../client/answer.ts';
import { type ErrorCode, ERRORS, SlipwayError, UNEXPECTED } from '../domain/errors.ts';
import { STATUS } from '../api/http-status.ts';
import type { PageEnv } from './api.ts';
import { Advice } from './advice.tsx';
import { show } from './layout.tsx';

/** Shows any error as a page: its code, the detail and the next step. */
export function showError(error: Error, c: Context<PageEnv>, logError: (error: unknown) => void) {
  const problem = problemOf(error);
  if (problem.code === 'UNAUTHENTICATED' && mayComeBack(c)) return c.redirect(toSignIn(c.req.url));
  if (problem.code === 'INTERNAL' && !(error instanceof ApiProblem)) logError(error);
  const title = TITLES[problem.status] ?? 'Something went wrong';
  const main = (
    <article class="problem card">
      <h1>{title}</h1>
      <p class="lead">{problem.detail}</p>
      <p>
        <Advice text={problem.next} />
      </p>
      <p class="actions">
        {problem.retryable ? <a href={c.req.path}>Retry</a> : null}
        <a href="/">Back to the dashboard</a>
        <a href={`/docs#${problem.code}`}>
          <code>{problem.code}</code>
        </a>
      </p>
    </article>
  );
  return show(c, { title, main }, problem.status as ContentfulStatusCode);
}

/** A reader without credentials is sent to sign in, and comes back afterwards. */
function mayComeBack({ req }: Context): boolean {
  return req.method === 'GET' && req.header('Authorization') === undefined;
}

function toSignIn(url: string): string {
  const { pathname, search } = new URL(url);
  return `/ui/sign-in?${new URLSearchParams({ to: `${pathname}${search}` })}`;
}

const TITLES: Readonly<Record<number, string>> = {
  401: 'Sign in required',
  403: 'Not allowed',
  404: 'Not found',
  503: 'Unavailable',
};

function problemOf(error: Error): ProblemBody {
  if (error instanceof ApiProblem) return error.problem;
  if (error instanceof SlipwayError) return bodyOf(error.code, error.message);
  // Of hono/csrf.
  if (error instanceof HTTPException && error.status === 403)
    return bodyOf('CROSS_SITE', 'This form was not sent from Slipway.');
  return bodyOf('INTERNAL', UNEXPECTED);
}

function bodyOf(code: ErrorCode, detail: string): ProblemBody {
  return { code, detail, status: STATUS[code], ...ERRORS[code] };
}
