// @ts-check
/**
 * Keeps an open page current: it fetches the page again after each event, and replaces the parts that
 * have changed. Everything works without it.
 */
import { keepTime, sendAsUtc } from './clock.js';
import { KINDS } from './kinds.js';
import { sendOnce } from './send-once.js';
import { tellStale } from './connection.js';

const GATHER_MS = 150;
const POLL_MS = 5_000;
/** Beside a stream, as it does not tell that no worker is running or that the server is away. */
const SLOW_POLL_MS = 15_000;

/** The last HTML of each live part, without running times. */
const known = /** @type {Map<string, string>} */ (new Map());

/** @param {ParentNode} root @returns {HTMLElement[]} */
function liveParts(root) {
  return [...root.querySelectorAll('[data-live][id]')].filter(
    (part) => part instanceof HTMLElement,
  );
}

/** @param {Element} part */
function htmlOf(part) {
  const copy = /** @type {Element} */ (part.cloneNode(true));
  for (const time of copy.querySelectorAll('[data-ago], [data-since]')) time.textContent = '';
  return copy.innerHTML;
}

/** Fetches this page again, and replaces the parts that have changed. */
async function refresh() {
  const answer = await fetch(location.href, { headers: { 'X-Slipway-Live': '1' } });
  // A redirect leads to the sign-in page: the session has ended.
  if (!answer.ok || answer.redirected) return tellStale(answer.redirected ? 'out' : 'away');
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const part of liveParts(document)) {
    const next = fresh.getElementById(part.id);
    if (!next) continue;
    const said = htmlOf(next);
    if (said === known.get(part.id)) continue;
    if (isInUse(part)) continue;
    known.set(part.id, said);
    replace(part, next);
  }
  tellStale(undefined);
  keepTime(document);
}

/** Whether the reader is typing there. @param {Element} part */
function isInUse(part) {
  const fields = [...part.querySelectorAll('input, textarea, select')];
  return fields.some(
    (field) =>
      field === document.activeElement ||
      ((field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) &&
        field.value !== field.defaultValue),
  );
}

/** Keeps unfolded parts open, and the keyboard focus. @param {Element} part @param {Element} next */
function replace(part, next) {
  const open = [...part.querySelectorAll('details[open][id]')].map(({ id }) => id);
  const focused = part.contains(document.activeElement) ? document.activeElement?.id : undefined;
  part.replaceChildren(...next.childNodes);
  for (const id of open) document.getElementById(id)?.setAttribute('open', '');
  if (focused) document.getElementById(focused)?.focus();
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let gathering;
/** Many events at once are one refresh. */
function refreshSoon() {
  gathering ??= setTimeout(() => {
    gathering = undefined;
    // The next event or poll tries again.
    refresh().catch(() => tellStale('away'));
  }, GATHER_MS);
}

/** Listens while the page is visible: a browser has few connections to one server. @param {string} url */
function follow(url) {
  /** @type {EventSource | undefined} */
  let source;
  const listen = () => {
    if (document.hidden) {
      source?.close();
      source = undefined;
    } else if (!source) {
      source = new EventSource(url);
      for (const kind of KINDS) source.addEventListener(kind, refreshSoon);
      source.addEventListener('error', () => {
        // A refused connection does not retry by itself.
        if (source?.readyState === EventSource.CLOSED) source = undefined;
        refreshSoon();
      });
    }
  };
  document.addEventListener('visibilitychange', listen);
  setInterval(listen, SLOW_POLL_MS);
  listen();
}

/** @param {number} intervalMs */
function poll(intervalMs) {
  setInterval(() => {
    if (!document.hidden) refreshSoon();
  }, intervalMs);
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) refreshSoon();
  });
}

for (const part of liveParts(document)) known.set(part.id, htmlOf(part));
keepTime(document);
setInterval(() => keepTime(document), 1_000);
document.addEventListener('submit', (event) => {
  if (!(event.target instanceof HTMLFormElement) || !sendOnce(event)) return;
  sendAsUtc(event.target);
});
const box = document.getElementById('log');
if (box) void import('./log.js').then(({ showLog }) => showLog(box));
const { events } = document.body.dataset;
if (events) follow(events);
// A page whose only live part is the frame is not polled.
if (events || known.size > 1) poll(events ? SLOW_POLL_MS : POLL_MS);
