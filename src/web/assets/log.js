// @ts-check
/** A live log: in colors, searchable, and of any length. */
import { plainOf, readAnsi } from './ansi.js';
import { createSearch } from './search.js';

/** Lines in one element: a browser lays out only visible elements. */
export const LINES_PER_BLOCK = 400;
/** Beyond this, the first lines are dropped. The raw log has all. */
const MOST_LINES = 500_000;
/** Few enough to be rendered without a pause. */
const LINES_AT_ONCE = 800;
const TRY_AGAIN_MS = 1_500;

/** Lines in blocks, and the plain text of each. */
export class LogView {
  /** @param {HTMLElement} box scrolls @param {boolean} atEnd whether its end is shown first */
  constructor(box, atEnd) {
    this.box = box;
    this.staysAtEnd = atEnd;
    box.addEventListener('scroll', () => {
      this.staysAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
    });
    /** @type {string[]} */
    this.plain = [];
    /** @type {HTMLElement[]} */
    this.blocks = [];
    /** @type {import('./ansi.js').Ink} */
    this.ink = {};
    this.tellGrowth = () => {};
    this.unfinished = document.createElement('pre');
  }

  /** Starts over. The old lines stay visible until the first new one. */
  restart() {
    this.plain = [];
    this.blocks = [];
    this.ink = {};
    this.unfinished = document.createElement('pre');
  }

  /** @param {() => void} listener called when there are more lines */
  onGrowth(listener) {
    this.tellGrowth = listener;
  }

  /**
   * Appends lines, and the unfinished one after them. A reader at the end stays at the end.
   *
   * @param {readonly string[]} lines
   * @param {string} rest
   */
  add(lines, rest) {
    const { box, staysAtEnd } = this;
    // Until there is output, the HTML from the server stays.
    if (lines.length === 0 && rest === '') return;
    if (!this.unfinished.isConnected) box.replaceChildren(this.unfinished);
    for (let from = 0; from < lines.length;) {
      const room = LINES_PER_BLOCK - (this.plain.length % LINES_PER_BLOCK);
      this.addToBlock(lines.slice(from, from + room), room === LINES_PER_BLOCK);
      from += room;
    }
    this.unfinished.textContent = plainOf(rest);
    while (this.plain.length > MOST_LINES) this.dropFirst();
    if (staysAtEnd) box.scrollTop = box.scrollHeight;
    this.tellGrowth();
  }

  /** @param {readonly string[]} lines @param {boolean} isNew */
  addToBlock(lines, isNew) {
    if (isNew) {
      const block = document.createElement('pre');
      this.unfinished.before(block);
      this.blocks.push(block);
    }
    const block = /** @type {HTMLElement} */ (this.blocks.at(-1));
    const written = document.createDocumentFragment();
    for (const line of lines) {
      this.plain.push(plainOf(line));
      const { pieces, ink } = readAnsi(line, this.ink);
      this.ink = ink;
      for (const { text, style } of pieces) written.append(style ? spanOf(text, style) : text);
      written.append('\n');
    }
    block.append(written);
    // Joins neighboring text nodes.
    block.normalize();
    // An estimate until the block is visible; then a browser remembers the real height.
    const height = `${(block.textContent?.split('\n').length ?? 1) * 1.45}em`;
    block.style.setProperty('contain-intrinsic-block-size', `auto ${height}`);
  }

  dropFirst() {
    this.blocks.shift()?.remove();
    this.plain.splice(0, LINES_PER_BLOCK);
  }

  /**
   * The range of some text in the page.
   *
   * @param {number} line from 0
   * @param {number} from where it begins in the line
   * @param {number} length
   */
  rangeOf(line, from, length) {
    const block = this.blocks[Math.floor(line / LINES_PER_BLOCK)];
    if (!block) return undefined;
    const first = line - (line % LINES_PER_BLOCK);
    const before = this.plain.slice(first, line).reduce((sum, { length: n }) => sum + n + 1, 0);
    const range = document.createRange();
    const start = positionIn(block, before + from);
    const end = positionIn(block, before + from + length);
    if (!start || !end) return undefined;
    range.setStart(...start);
    range.setEnd(...end);
    return range;
  }
}

/** @param {string} text @param {string} style */
function spanOf(text, style) {
  const span = document.createElement('span');
  span.className = style;
  span.textContent = text;
  return span;
}

/** @param {Node} block @param {number} offset @returns {[Node, number] | undefined} */
function positionIn(block, offset) {
  const texts = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  let left = offset;
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const { length } = text.textContent ?? '';
    if (left <= length) return [text, left];
    left -= length;
  }
  return undefined;
}

/**
 * Reads a log to its end.
 *
 * @param {LogView} view
 * @param {string} url
 * @returns {Promise<boolean>} whether there was one
 */
async function follow(view, url) {
  const answer = await fetch(url);
  if (answer.status === 404) return false;
  if (!answer.ok || !answer.body) throw new Error(`${answer.status}`);
  view.restart();
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value = '' } = await reader.read();
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    if (done && rest !== '') lines.push(rest);
    for (let from = 0; from === 0 || from < lines.length; from += LINES_AT_ONCE) {
      view.add(lines.slice(from, from + LINES_AT_ONCE), done ? '' : rest);
      // In between, the page handles scrolling and typing.
      await new Promise((resolve) => setTimeout(resolve));
    }
    if (done) return true;
  }
}

/** Shows the log of a page that has one. @param {HTMLElement} box */
export async function showLog(box) {
  const { log = '', running, end } = box.dataset;
  const view = new LogView(box, end !== undefined);
  const tools = document.getElementById('log-tools');
  if (tools) createSearch(tools, view);
  const problem = document.getElementById('log-problem');
  for (;;) {
    const isThere = await follow(view, log).catch(() => undefined);
    if (problem) problem.hidden = isThere !== undefined;
    if (isThere || (isThere === false && running === undefined)) return;
    // A new step has no log yet, and a broken connection comes back.
    await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
  }
}
