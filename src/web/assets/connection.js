// @ts-check
/** Says that a page is out of date and cannot be refreshed. */
import { LOCAL } from './clock.js';

/** The time of the last refresh. */
let refreshedAt = new Date();

const WHY = {
  away: 'Connection lost, retrying.',
  out: 'You have been signed out. Reload the page to sign in.',
};

/** @param {keyof typeof WHY | undefined} why absent if the page is current */
export function tellStale(why) {
  const line = document.getElementById('stale');
  if (!why) {
    refreshedAt = new Date();
    line?.remove();
    return;
  }
  const text = `${WHY[why]} Last updated ${LOCAL.format(refreshedAt)}.`;
  if (line?.textContent === text) return;
  const told = line ?? document.createElement('p');
  Object.assign(told, { id: 'stale', className: 'notice bad', role: 'status', textContent: text });
  document.getElementById('main')?.prepend(told);
}
