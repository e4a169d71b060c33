// @ts-check
/**
 * Keeps a page right while it is open. Everything works without it: it fetches the page again when
 * something has happened, and puts what has changed in place of what is there.
 */
import { keepTime, sendAsUtc } from './clock.js';
import { KINDS } from './kinds.js';
import { sendOnce } from './send-once.js';
import { tellStale } from './connection.js';

const GATHER_MS = 150;
const POLL_MS = 5_000;
/** Beside a stream, for what it does not tell: that nobody works, or answers. */
const LOOK_MS = 15_000;

/** What the server last said of each living part, without what grows by itself. */
const known = /** @type {Map<string, string>} */ (new Map());

/** @param {ParentNode} root @returns {HTMLElement[]} */
function livingParts(root) {
  return [...root.querySelectorAll('[data-live][id]')].filter(
    (part) => part instanceof HTMLElement,
  );
}

/** @param {Element} part */
function saidBy(part) {
  const copy = /** @type {Element} */ (part.cloneNode(true));
  for (const time of copy.querySelectorAll('[data-ago], [data-since]')) time.textContent = '';
  return copy.innerHTML;
}

/** Fetches this page again, and replaces the parts that have changed. */
async function refresh() {
  const answer = await fetch(location.href, { headers: { 'X-Slipway-Live': '1' } });
  // Who is not signed in any more is led elsewhere.
  if (!answer.ok || answer.redirected) return tellStale(answer.redirected ? 'out' : 'away');
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const part of livingParts(document)) {
    const next = fresh.getElementById(part.id);
    if (!next) continue;
    const said = saidBy(next);
    if (said === known.get(part.id)) continue;
    if (isInUse(part)) continue;
    known.set(part.id, said);
    replace(part, next);
  }
  tellStale(undefined);
  keepTime(document);
}

/** Whether somebody is writing there. @param {Element} part */
function isInUse(part) {
  const fields = [...part.querySelectorAll('input, textarea, select')];
  return fields.some(
    (field) =>
      field === document.activeElement ||
      ((field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) &&
        field.value !== field.defaultValue),
  );
}

/** What was unfolded stays so, and the keyboard stays where it was. @param {Element} part @param {Element} next */
function replace(part, next) {
  const open = [...part.querySelectorAll('details[open][id]')].map(({ id }) => id);
  const focused = part.contains(document.activeElement) ? document.activeElement?.id : undefined;
  part.replaceChildren(...next.childNodes);
  for (const id of open) document.getElementById(id)?.setAttribute('open', '');
  if (focused) document.getElementById(focused)?.focus();
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let gathering;
/** Many events at once are one look. */
function refreshSoon() {
  gathering ??= setTimeout(() => {
    gathering = undefined;
    // What cannot be fetched now is fetched with what happens next.
    refresh().catch(() => tellStale('away'));
  }, GATHER_MS);
}

/** Listens while the page is seen: a browser has few connections to one server. @param {string} url */
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
        // One that was refused does not try again by itself.
        if (source?.readyState === EventSource.CLOSED) source = undefined;
        refreshSoon();
      });
    }
  };
  document.addEventListener('visibilitychange', listen);
  setInterval(listen, LOOK_MS);
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

for (const part of livingParts(document)) known.set(part.id, saidBy(part));
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
// The frame alone is no reason to look again and again.
if (events || known.size > 1) poll(events ? LOOK_MS : POLL_MS);
