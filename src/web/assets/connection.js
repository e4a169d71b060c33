// @ts-check
/** Says that a page is not right any more, and cannot be brought up to date. */
import { LOCAL } from './clock.js';

/** When the page was last as the server had it. */
let rightAt = new Date();

const WHY = {
  away: 'Connection lost, retrying.',
  out: 'You have been signed out. Reload the page to sign in.',
};

/** @param {keyof typeof WHY | undefined} why nothing, if it is right */
export function tellStale(why) {
  const line = document.getElementById('stale');
  if (!why) {
    rightAt = new Date();
    line?.remove();
    return;
  }
  const text = `${WHY[why]} Last updated ${LOCAL.format(rightAt)}.`;
  if (line?.textContent === text) return;
  const told = line ?? document.createElement('p');
  Object.assign(told, { id: 'stale', className: 'notice bad', role: 'status', textContent: text });
  document.getElementById('main')?.prepend(told);
}
