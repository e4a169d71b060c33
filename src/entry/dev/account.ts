import { say } from './say.ts';

/** Says where things are. */
export function account(where: {
  apiUrl: string;
  uiUrl: string | undefined;
  embedded: boolean;
}): void {
  say('');
  say('Slipway is running.');
  say(`  Page         ${where.apiUrl}`);
  say(`  API          ${where.apiUrl}/docs`);
  if (where.uiUrl) say(`  Temporal UI  ${where.uiUrl}`);
  if (where.embedded) say('  State lives under var/. Ctrl-C stops everything; nothing is lost.');
  say('');
}
