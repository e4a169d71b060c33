import { Command } from 'commander';
import type { Runner } from '../session.ts';
import { verifyFiles } from '../verify-files.ts';

export function verifyAuditLogCommand(run: Runner): Command {
  return new Command('verify-audit-log')
    .description('Verify an audit log offline.')
    .argument('<file>', 'an audit log from GET /releases/{id}/audit-log')
    .requiredOption('--key <file>', 'the public key: a PEM file, or keys/votes.pub in the store')
    .addHelpText(
      'after',
      '\nExits with 0 if it is valid and signed, 1 if it is invalid, 2 if it cannot be read,\n' +
        'and 3 if it is intact but not signed, as before a release has ended.',
    )
    .action((file: string, { key }: { key: string }) =>
      run.offline(async (terminal) => {
        const { code, text } = await verifyFiles(file, key);
        if (code === 0) await terminal.out(`${text}\n`);
        else terminal.note(text);
        return code;
      }),
    );
}
