/** As much of a release as the terminal shows. */
export interface Shown {
  readonly id: string;
  readonly phase: string;
  readonly outcome?: string;
  readonly approvalRequest?: { readonly digest: string };
  readonly problem?: { readonly code: string; readonly message: string };
  readonly links: { readonly page: string; readonly temporal?: string };
}

/** Says where the release is, and how to approve it. */
export function approvalHint(
  apiUrl: string,
  { id, approvalRequest, links }: Shown,
  places: readonly string[],
  say: (line: string) => void,
): void {
  const vote = JSON.stringify({ verdict: 'approve', approvalRequest: approvalRequest?.digest });
  say('');
  say(
    `hello is live on staging (${places[0] ?? ''}) and needs your approval for production. Approve it here:`,
  );
  say('');
  say(`  ${apiUrl}${links.page}`);
  say('');
  say('Or run: npx slipway approve hello. Or, over HTTP:');
  say('');
  say(`  curl -X POST ${apiUrl}/releases/${id}/approval \\`);
  say(`    -H 'content-type: application/json' -d '${vote}'`);
  say('');
  say(`Approved, it goes live in production: ${places.at(-1) ?? ''}`);
  if (links.temporal) say(`In Temporal: ${links.temporal}`);
}
