import type { ClientResponse } from 'hono/client';

/** What the API answers when it refuses something (RFC 9457). */
export interface ProblemBody {
  readonly status: number;
  readonly code: string;
  /** What happened. */
  readonly detail: string;
  /** What to do about it. */
  readonly next: string;
  readonly retryable: boolean;
}

/** A refusal of the API, as an error. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly problem: ProblemBody;

  constructor(problem: ProblemBody) {
    super(problem.detail);
    this.problem = problem;
  }
}

type Good = 200 | 201 | 202;

/** The body of an answer that is no refusal. */
export type BodyOf<Answer> =
  Answer extends ClientResponse<infer Body, infer Status>
    ? Status extends Good
      ? Body
      : never
    : never;

/** Reads the body of an answer. @throws ApiProblem if the API refused */
export async function bodyOf<Answer extends ClientResponse<unknown, number>>(
  asked: Promise<Answer>,
): Promise<BodyOf<Answer>> {
  const answer = await asked;
  if (!answer.ok) throw new ApiProblem((await answer.json()) as ProblemBody);
  return (await answer.json()) as BodyOf<Answer>;
}
