import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { FC } from 'hono/jsx';

/** The result of a form, shown on the next page. */
export interface Notice {
  readonly tone: 'good' | 'wait' | 'bad';
  readonly text: string;
  /** The error code of a refusal. */
  readonly code?: string;
}

/** In a cookie, so that no link can put text on a page. */
const COOKIE = 'slipway-notice';
const LONGEST = 1_000;

/** Keeps a notice for the next page. */
export function leaveNotice(c: Context, { text, ...notice }: Notice): void {
  const value = JSON.stringify({ ...notice, text: text.slice(0, LONGEST) });
  setCookie(c, COOKIE, value, { path: '/', httpOnly: true, sameSite: 'Strict', maxAge: 60 });
}

/** Takes the notice, if there is one: it is shown once. */
export function takeNotice(c: Context): Notice | undefined {
  // A live refresh does not show notices, so it must not use one up.
  if (c.req.header('X-Slipway-Live')) return undefined;
  const kept = getCookie(c, COOKIE);
  if (kept === undefined) return undefined;
  deleteCookie(c, COOKIE, { path: '/' });
  return readNotice(kept);
}

function readNotice(kept: string): Notice | undefined {
  try {
    const { tone, text, code } = JSON.parse(kept) as Partial<Record<keyof Notice, unknown>>;
    if (tone !== 'good' && tone !== 'wait' && tone !== 'bad') return undefined;
    if (typeof text !== 'string') return undefined;
    return { tone, text, ...(typeof code === 'string' && { code }) };
  } catch {
    return undefined;
  }
}

export const NoticeLine: FC<Notice> = ({ tone, text, code }) => (
  <p id="notice" class={`notice ${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
    {text}{' '}
    {code === undefined ? null : (
      <a href={`/docs#${code}`}>
        <code>{code}</code>
      </a>
    )}
  </p>
);
