// @ts-check
/** Finds text in a log, and steps through the matches. */

/** Matches that are colored at once; all are counted. */
const MOST_COLORED = 500;
const GATHER_MS = 150;

/** @typedef {{ line: number, from: number }} Match */

/**
 * All matches, in upper or lower case.
 *
 * @param {readonly string[]} lines
 * @param {string} text
 * @returns {Match[]}
 */
export function matchesOf(lines, text) {
  const wanted = text.toLowerCase();
  if (wanted === '') return [];
  const matches = [];
  for (let line = 0; line < lines.length; line += 1) {
    const said = (lines[line] ?? '').toLowerCase();
    for (let from = said.indexOf(wanted); from !== -1; from = said.indexOf(wanted, from + 1))
      matches.push({ line, from });
  }
  return matches;
}

/** @param {HTMLElement} tools @param {import('./log.js').LogView} view */
export function createSearch(tools, view) {
  const field = /** @type {HTMLInputElement} */ (tools.querySelector('input'));
  const told = /** @type {HTMLOutputElement} */ (tools.querySelector('output'));
  const [previous, next] = tools.querySelectorAll('button');
  /** @type {Match[]} */
  let matches = [];
  let current = -1;
  tools.hidden = false;

  /** Searches all lines again; the current match stays. */
  function look() {
    matches = matchesOf(view.plain, field.value);
    mark('found', matches.slice(0, MOST_COLORED).flatMap(rangeOf));
    if (matches.length === 0) {
      current = -1;
      mark('current', []);
      told.textContent = field.value === '' ? '' : 'No matches';
    } else if (current === -1) go(1);
    else tell();
  }

  function tell() {
    told.textContent = `${current + 1} of ${matches.length}`;
  }

  /** @param {number} step */
  function go(step) {
    if (matches.length === 0) return;
    current = (current + step + matches.length) % matches.length;
    tell();
    const ranges = matches.slice(current, current + 1).flatMap(rangeOf);
    mark('current', ranges);
    for (const range of ranges) show(range);
  }

  /** Distant text has no layout yet: so scrolls to its block first, then to the match. @param {Range} range */
  function show(range) {
    const block = range.startContainer.parentElement?.closest('pre');
    if (block) bring(block.getBoundingClientRect().top);
    bring(range.getBoundingClientRect().top);
  }

  /** Scrolls to the middle. @param {number} top the position in the window */
  function bring(top) {
    const box = view.box.getBoundingClientRect();
    view.box.scrollTop += top - box.top - box.height / 2;
  }

  /** @param {Match} place */
  function rangeOf({ line, from }) {
    return view.rangeOf(line, from, field.value.length) ?? [];
  }

  const lookSoon = gathering(look);
  field.addEventListener('input', () => {
    current = -1;
    lookSoon();
  });
  view.onGrowth(() => {
    if (field.value !== '') lookSoon();
  });
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    go(event.shiftKey ? -1 : 1);
  });
  previous?.addEventListener('click', () => go(-1));
  next?.addEventListener('click', () => go(1));
}

/** Does something once after many calls. @param {() => void} work */
function gathering(work) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      work();
    }, GATHER_MS);
  };
}

/** Colors text without changing the page; a browser without highlights only scrolls. @param {string} name @param {Range[]} ranges */
function mark(name, ranges) {
  if (!('highlights' in CSS)) return;
  CSS.highlights.set(name, new Highlight(...ranges));
}
