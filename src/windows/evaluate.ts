import type { DeploymentWindow, WindowState } from '../domain/environment/deployment-window.ts';
import { closedSentence } from './closed-sentence.ts';
import { openingTimes } from './opening-times.ts';
import { covers, shared } from './spans.ts';

/** How far ahead the next change is searched. */
const AHEAD_MS = 400 * 24 * 3_600_000;

/**
 * Whether all of these windows are open at an instant, and the next change within 400 days. The
 * instant of an opening is open, that of a closing is closed. Pure, but for the zone
 * data of this machine; takes a few milliseconds at most.
 *
 * @param atMs whole milliseconds since the Unix epoch
 * @throws RangeError if a zone does not exist
 */
export function windowState(windows: readonly DeploymentWindow[], atMs: number): WindowState {
  const untilMs = atMs + AHEAD_MS;
  const times = windows.map((window) => openingTimes(window, atMs, untilMs));
  const [first, ...others] = times;
  if (!first) return { open: true };
  const open = others.reduce((spans, other) => shared(spans, other.open), [...first.open]);
  const next = open.find(({ toMs }) => toMs > atMs);
  if (next && next.fromMs <= atMs)
    return { open: true, ...(next.toMs <= untilMs && { nextCloseMs: next.toMs }) };
  const closed = times.filter((one) => !covers(one.open, atMs));
  return {
    open: false,
    ...(next && next.fromMs <= untilMs && { nextOpenMs: next.fromMs }),
    reason: closedSentence(closed, atMs),
  };
}
