import { Command } from 'commander';
import { findRelease, RELEASE_WORDS } from '../find-release.ts';
import { asksApi, type Runner, type SessionOptions } from '../session.ts';
import { followUntilEnd } from '../follow.ts';

export function followCommand(run: Runner): Command {
  return asksApi(new Command('watch'))
    .description('Show what happens to a release, live, and end with it.')
    .argument('<release>', RELEASE_WORDS)
    .addHelpText(
      'after',
      '\nThe exit code says how it has ended. With --json: an event on each line.',
    )
    .action((word: string, options: SessionOptions) =>
      run.online(options, async (session) => {
        const { id } = await findRelease(session, word, 'look');
        return followUntilEnd(session, id);
      }),
    );
}
