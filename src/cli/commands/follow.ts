import { Command } from 'commander';
import { findRelease, RELEASE_WORDS } from '../find-release.ts';
import { asksApi, type Runner, type SessionOptions } from '../session.ts';
import { followUntilEnd } from '../follow.ts';

export function followCommand(run: Runner): Command {
  return asksApi(new Command('follow'))
    .description('Follow a release until it ends.')
    .argument('<release>', RELEASE_WORDS)
    .addHelpText('after', '\nThe exit code is the outcome. With --json: one event a line.')
    .action((word: string, options: SessionOptions) =>
      run.online(options, async (session) => {
        const { id } = await findRelease(session, word, 'look');
        return followUntilEnd(session, id);
      }),
    );
}
