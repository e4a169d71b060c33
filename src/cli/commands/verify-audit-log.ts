import { Command } from 'commander';
import type { Runner } from '../session.ts';
import { verifyFiles } from '../verify-files.ts';

export function verifyAuditLogCommand(run: Runner): Command {
  return new Command('verify-audit-log')
    .description('Check the record of a release without the server.')
    .argument('<file>', 'the record, as GET /releases/{id}/audit-log gives it')
    .requiredOption('--key <file>', 'the public key: a PEM, or keys/votes.pub of the store')
    .addHelpText(
      'after',
      '\nExits by 0 if it is valid and signed, 1 if it is broken, 2 if it cannot be read,\n' +
        'and 3 if it is unbroken but nobody has signed it, as before a release has ended.',
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
