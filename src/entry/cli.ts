#!/usr/bin/env node
/** The command line: `slipway verify-record`. It starts at once: nothing of Temporal is loaded. */
import { Command, CommanderError } from 'commander';
import { verifyFiles } from '../cli/verify-files.ts';

const program = new Command('slipway')
  .description('Takes every commit to production by a durable Temporal workflow.')
  .exitOverride();

program
  .command('verify-record')
  .description('Check the record of a release without the server.')
  .argument('<file>', 'the record, as GET /releases/{id}/record gives it')
  .requiredOption('--key <file>', 'the public key: a PEM, or keys/votes.pub of the store')
  .addHelpText(
    'after',
    '\nExits by 0 if it is valid and signed, 1 if it is broken, 2 if it cannot be read,\n' +
      'and 3 if it is unbroken but nobody has signed it, as before a release has ended.',
  )
  .action(async (file: string, { key }: { key: string }) => {
    const { code, text } = await verifyFiles(file, key);
    (code === 0 ? process.stdout : process.stderr).write(`${text}\n`);
    process.exitCode = code;
  });

try {
  await program.parseAsync();
} catch (error) {
  // It has told what is wrong with the arguments, or has shown its help.
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}
