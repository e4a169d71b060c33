import type { Context } from 'hono';
import { ApiProblem } from '../client/answer.ts';
import type { PageEnv } from './api.ts';
import { leaveNotice, type Notice } from './notice.tsx';

/** The fields of a form, without those that are empty. */
export type Fields = Readonly<Record<string, string | undefined>>;

/**
 * Does what a form asks, and leads back with what it did, or with why it was refused: nothing is
 * sent twice when the page is loaded again.
 *
 * @param back the page to return to, unless what was done says another
 */
export async function act(
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

/** Leaves out what is not said: the API takes no empty texts. */
export function said<Key extends string>(key: Key, value: string | undefined) {
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: string };
}
