// @ts-check
/** Instants and durations, by the reader's clock and time zone. */

const UNITS = /** @type {const} */ ([
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
]);
const ZONE = new Intl.DateTimeFormat().resolvedOptions().timeZone;
/** An instant in the reader's zone and language. */
export const LOCAL = new Intl.DateTimeFormat(undefined, {
  dateStyle: 'medium',
  timeStyle: 'short',
});

/** The largest units of a duration, such as `1h 30m`. @param {number} ms @param {number} most */
export function inUnits(ms, most) {
  const parts = [];
  let rest = Math.max(0, Math.floor(ms / 1_000) * 1_000);
  for (const [name, size] of UNITS) {
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    if (amount > 0) parts.push(`${amount}${name}`);
  }
  return parts.slice(0, most).join(' ') || '0s';
}

/** Updates all instants and running durations. @param {ParentNode} root */
export function keepTime(root) {
  const now = Date.now();
  for (const element of root.querySelectorAll('time[datetime]')) {
    if (!(element instanceof HTMLTimeElement)) continue;
    const at = new Date(element.dateTime);
    if ('local' in element.dataset) element.textContent = LOCAL.format(at);
    else element.title = LOCAL.format(at);
    if ('ago' in element.dataset) {
      const ms = now - at.getTime();
      element.textContent = ms < 10_000 ? 'just now' : `${inUnits(ms, 1)} ago`;
    }
  }
  for (const element of root.querySelectorAll('[data-zone]')) element.textContent = `(${ZONE})`;
  for (const element of root.querySelectorAll('[data-since]')) {
    if (!(element instanceof HTMLElement)) continue;
    element.textContent = inUnits(now - Date.parse(element.dataset.since ?? ''), 2);
  }
}

/** Converts local times in a form to UTC. @param {HTMLFormElement} form */
export function sendAsUtc(form) {
  for (const field of form.querySelectorAll('input[type="datetime-local"]')) {
    if (!(field instanceof HTMLInputElement) || field.value === '') continue;
    field.value = new Date(field.value).toISOString().slice(0, 16);
  }
}
