import { localNotice } from '../config/local-developer.ts';
import { say } from '../program/terminal.ts';

/** Prints the addresses. */
export function printAddresses(where: {
  apiUrl: string;
  uiUrl: string | undefined;
  embedded: boolean;
  dataDirectory: string;
  isLocal: boolean;
}): void {
  const { apiUrl, uiUrl, dataDirectory } = where;
  say('');
  say('Slipway is running.');
  say(`  Page         ${apiUrl}`);
  say(`  API          ${apiUrl}/docs`);
  if (uiUrl) say(`  Temporal UI  ${uiUrl}`);
  if (where.embedded)
    say(`  Data is in ${dataDirectory}/. Press Ctrl-C to stop; releases resume at the next start.`);
  if (where.isLocal) say(`  ${localNotice()}`);
  say('');
}
