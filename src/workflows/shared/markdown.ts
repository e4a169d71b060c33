/** Text for places that show Markdown. */

/** RFC 3339 in UTC, to the second. */
export function instant(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.\d+Z$/, 'Z');
}

/**
 * Text from outside, such as a commit message, with nothing that Markdown or HTML would act on:
 * the UI shows these lines. Colons are among it, because an address becomes a link by itself.
 */
export function plainText(text: string): string {
  return text
    .replace(/[\r\n]+/g, ' ')
    .replace(/[\\`*_{}[\]()#!|~<>&:]/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replace(/\bwww\./gi, (prefix) => prefix.replace('.', '&#46;'));
}

/**
 * Text from outside for a place that shows it as Markdown here and as it is there, so that
 * nothing can be written as an entity: no link with a text of its own, no HTML, no code.
 */
export function plainLine(text: string): string {
  const instead: Record<string, string> = { '[': '(', ']': ')', '<': '‹', '>': '›', '`': "'" };
  return text.replace(/[\r\n]+/g, ' ').replace(/[[\]<>`]/g, (sign) => instead[sign] ?? sign);
}
