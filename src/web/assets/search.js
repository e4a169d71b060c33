// @ts-check
/** Finds text in a log, and leads from one place to the next. */

/** Only so many places are coloured at once; all are counted. */
const MOST_COLOURED = 500;
const GATHER_MS = 150;

/** @typedef {{ line: number, from: number }} Place */

/**
 * Every place of a text, whatever its capitals.
 *
 * @param {readonly string[]} lines
 * @param {string} text
 * @returns {Place[]}
 */
export function placesOf(lines, text) {
  const wanted = text.toLowerCase();
  if (wanted === '') return [];
  const places = [];
  for (let line = 0; line < lines.length; line += 1) {
    const said = (lines[line] ?? '').toLowerCase();
    for (let from = said.indexOf(wanted); from !== -1; from = said.indexOf(wanted, from + 1))
      places.push({ line, from });
  }
  return places;
}

/** @param {HTMLElement} tools @param {import('./log.js').LogView} view */
export function createSearch(tools, view) {
  const field = /** @type {HTMLInputElement} */ (tools.querySelector('input'));
  const told = /** @type {HTMLOutputElement} */ (tools.querySelector('output'));
  const [previous, next] = tools.querySelectorAll('button');
  /** @type {Place[]} */
  let places = [];
  let current = -1;
  tools.hidden = false;

  /** Looks again through all that is there; the place that is shown stays. */
  function look() {
    places = placesOf(view.plain, field.value);
    mark('found', places.slice(0, MOST_COLOURED).flatMap(rangeOf));
    if (places.length === 0) {
      current = -1;
      mark('current', []);
      told.textContent = field.value === '' ? '' : 'not found';
    } else if (current === -1) go(1);
    else tell();
  }

  function tell() {
    told.textContent = `${current + 1} of ${places.length}`;
  }

  /** @param {number} step */
  function go(step) {
    if (places.length === 0) return;
    current = (current + step + places.length) % places.length;
    tell();
    const ranges = places.slice(current, current + 1).flatMap(rangeOf);
    mark('current', ranges);
    for (const range of ranges) show(range);
  }

  /** Text that is far away is laid out when it is near: so its block first, then the place. @param {Range} range */
  function show(range) {
    const block = range.startContainer.parentElement?.closest('pre');
    if (block) bring(block.getBoundingClientRect().top);
    bring(range.getBoundingClientRect().top);
  }

  /** Scrolls to the middle. @param {number} top where it is in the window */
  function bring(top) {
    const box = view.box.getBoundingClientRect();
    view.box.scrollTop += top - box.top - box.height / 2;
  }

  /** @param {Place} place */
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

/** Colours text without changing the page; a browser that cannot only leads there. @param {string} name @param {Range[]} ranges */
function mark(name, ranges) {
  if (!('highlights' in CSS)) return;
  CSS.highlights.set(name, new Highlight(...ranges));
}
