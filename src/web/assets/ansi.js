// @ts-check
/** Terminal colors as CSS classes, for the server and for the browser. */

/**
 * @typedef {object} Ink The style of the text that follows.
 * @property {string} [fg] a color, 0 to 15
 * @property {string} [bg]
 * @property {boolean} [bold]
 * @property {boolean} [dim]
 * @property {boolean} [italic]
 * @property {boolean} [under]
 */
/** @typedef {{ text: string, style: string }} Piece `style` are classes; empty for plain text. */

/** Escape sequences: colors come first, and are the only ones with a group. */
const ESCAPE = new RegExp(
  [
    String.raw`\u001B\[([\d;:]*)m`,
    // Other commands, titles and links, incomplete ones, and control characters.
    String.raw`\u001B\[[\d;:?<=>]*[ -/]*[@-~]`,
    String.raw`\u001B\][^\u0007\u001B]*(?:\u0007|\u001B\\)?`,
    String.raw`\u001B[ -/]*[0-~]?`,
    String.raw`[\0-\u0008\u000B-\u001F\u007F]`,
  ].join('|'),
  'g',
);

/**
 * Splits a line into pieces of one style each. Never throws.
 *
 * @param {string} line without a line feed
 * @param {Ink} before the style at the end of the previous line
 * @returns {{ pieces: Piece[], ink: Ink }}
 */
export function readAnsi(line, before) {
  const text = lastOverwritten(line);
  /** @type {Piece[]} */
  const pieces = [];
  let ink = before;
  let from = 0;
  const add = (/** @type {number} */ to) => {
    if (to > from) pieces.push({ text: text.slice(from, to), style: styleOf(ink) });
  };
  for (const match of text.matchAll(ESCAPE)) {
    add(match.index);
    from = match.index + match[0].length;
    if (match[1] !== undefined) ink = inked(ink, match[1]);
  }
  add(text.length);
  return { pieces, ink };
}

/** The line without escape sequences. @param {string} line */
export function plainOf(line) {
  return lastOverwritten(line).replace(ESCAPE, '');
}

/** A progress bar overwrites itself: only its last text counts. @param {string} line */
function lastOverwritten(line) {
  const whole = line.endsWith('\r') ? line.slice(0, -1) : line;
  return whole.slice(whole.lastIndexOf('\r') + 1);
}

/** @param {Ink} ink */
function styleOf({ fg, bg, bold, dim, italic, under }) {
  const classes = [
    fg === undefined ? '' : `fg${fg}`,
    bg === undefined ? '' : `bg${bg}`,
    bold ? 'bold' : '',
    dim ? 'dim' : '',
    italic ? 'italic' : '',
    under ? 'under' : '',
  ];
  return classes.filter((name) => name !== '').join(' ');
}

/** @param {Ink} before @param {string} parameters @returns {Ink} */
function inked(before, parameters) {
  const codes = parameters.split(/[;:]/).map(Number);
  let ink = { ...before };
  for (let i = 0; i < codes.length; i += 1) {
    const code = codes[i] ?? 0;
    if (code === 38 || code === 48) {
      const { color, used } = chosen(codes.slice(i + 1));
      if (color !== undefined) ink[code === 38 ? 'fg' : 'bg'] = String(color);
      i += used;
    } else ink = simply(ink, code);
  }
  return ink;
}

/** @param {Ink} ink @param {number} code @returns {Ink} */
function simply(ink, code) {
  if (code === 0) return {};
  if (code === 1) return { ...ink, bold: true };
  if (code === 2) return { ...ink, dim: true };
  if (code === 3) return { ...ink, italic: true };
  if (code === 4) return { ...ink, under: true };
  if (code === 22) return { ...ink, bold: false, dim: false };
  if (code === 23) return { ...ink, italic: false };
  if (code === 24) return { ...ink, under: false };
  if (code === 39) return without(ink, 'fg');
  if (code === 49) return without(ink, 'bg');
  if (code >= 30 && code <= 37) return { ...ink, fg: String(code - 30) };
  if (code >= 90 && code <= 97) return { ...ink, fg: String(code - 82) };
  if (code >= 40 && code <= 47) return { ...ink, bg: String(code - 40) };
  if (code >= 100 && code <= 107) return { ...ink, bg: String(code - 92) };
  return ink;
}

/** @param {Ink} ink @param {'fg' | 'bg'} key @returns {Ink} */
function without(ink, key) {
  const { [key]: _, ...rest } = ink;
  return rest;
}

/** Maps a color of 256, or any RGB color, to the nearest of the 16 of the page. @param {number[]} rest */
function chosen([kind, ...values]) {
  if (kind === 5) return { color: ofPalette(values[0] ?? 0), used: 2 };
  if (kind === 2) return { color: ofRgb(values), used: 4 };
  return { color: undefined, used: 0 };
}

/** @param {number} index */
function ofPalette(index) {
  if (index < 16) return index;
  if (index >= 232) return index < 244 ? 8 : 7;
  const cube = index - 16;
  return ofRgb([Math.floor(cube / 36) * 51, (Math.floor(cube / 6) % 6) * 51, (cube % 6) * 51]);
}

/** @param {number[]} values */
function ofRgb([red = 0, green = 0, blue = 0]) {
  const most = Math.max(red, green, blue);
  if (most < 60) return 0;
  const has = (/** @type {number} */ value) => (value > most * 0.6 ? 1 : 0);
  return has(red) + has(green) * 2 + has(blue) * 4 + (most > 200 ? 8 : 0);
}
