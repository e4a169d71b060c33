/** The first line of every page that is written by a program. */
export const GENERATED =
  '<!-- Written by `npm run generate`. Do not edit: change what it is made from. -->';

/** A text that stays inside its cell of a table. */
export function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
