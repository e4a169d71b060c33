import type { FC } from 'hono/jsx';
import { formatDuration } from '../domain/duration.ts';

/** An instant as its age, in full on hover. Kept current by live.js. */
export const Ago: FC<{ at: string }> = ({ at }) => (
  <time datetime={at} title={inFull(at)} data-ago>
    {ago(Date.parse(at), Date.now())}
  </time>
);

/** An instant in UTC; live.js shows it in the reader's zone. */
export const At: FC<{ at: string }> = ({ at }) => (
  <time datetime={at} data-local>
    {inFull(at)}
  </time>
);

/** How long something took, or has taken so far. */
export const Took: FC<{ from: string; to?: string | undefined }> = ({ from, to }) => {
  const ms = (to === undefined ? Date.now() : Date.parse(to)) - Date.parse(from);
  return (
    <span {...(to === undefined && { 'data-since': from })}>{formatDuration(Math.max(0, ms))}</span>
  );
};

/** Such as `3h ago`, with one unit. */
export function ago(atMs: number, nowMs: number): string {
  const ms = nowMs - atMs;
  if (ms < 10_000) return 'just now';
  const [largest = ''] = formatDuration(Math.floor(ms / 1_000) * 1_000).split(' ');
  return `${largest} ago`;
}

/** Such as `2026-11-25 22:29 UTC`. */
export function inFull(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}
