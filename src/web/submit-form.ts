import type { Context } from 'hono';
import { ApiProblem } from '../client/answer.ts';
import type { PageEnv } from './api.ts';
import { leaveNotice, type Notice } from './notice.tsx';

/** The fields of a form, without those that are empty. */
export type Fields = Readonly<Record<string, string | undefined>>;

/**
 * Carries out a form, then redirects back with the result or the refusal as a notice, so that a
 * reload does not submit it again.
 *
 * @param back the page to return to, unless the result names another
 */
export async function submitForm(
  c: Context<PageEnv>,
  back: string,
  doing: (fields: Fields) => Promise<Notice & { readonly to?: string }>,
): Promise<Response> {
  try {
    const { to = back, ...notice } = await doing(await fieldsOf(c));
    leaveNotice(c, notice);
    return c.redirect(to, 303);
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    const { code, detail, next } = error.problem;
    leaveNotice(c, { tone: 'bad', text: `${detail} ${next}`, code });
  }
  return c.redirect(back, 303);
}

async function fieldsOf(c: Context<PageEnv>): Promise<Fields> {
  const body = await c.req.parseBody();
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) =>
      typeof value === 'string' && value.trim() !== '' ? [[name, value.trim()]] : [],
    ),
  );
}

/** Leaves out an empty field: the API rejects empty texts. */
export function said<Key extends string>(key: Key, value: string | undefined) {
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: string };
}
