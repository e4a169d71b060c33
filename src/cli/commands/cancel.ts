import { Command } from 'commander';
import { bodyOf } from '../../client/answer.ts';
import { findRelease, RELEASE_WORDS } from '../find-release.ts';
import { asksApi, type Runner, type SessionOptions } from '../session.ts';

interface CancelOptions extends SessionOptions {
  readonly reason?: string;
}

export function cancelCommand(run: Runner): Command {
  return asksApi(new Command('cancel'))
    .description('Cancel a release. A running deployment finishes first.')
    .argument('<release>', RELEASE_WORDS)
    .option('--reason <text>', 'why')
    .action((word: string, options: CancelOptions) =>
      run.online(options, async (session) => {
        const { id } = await findRelease(session, word, 'change');
        const { reason } = options;
        const json = reason === undefined ? {} : { reason };
        const call = session.api.releases[':id'].cancel.$post({ param: { id }, json });
        await session.show(await bodyOf(call), ({ next }) => [`${id}: ${next}`]);
      }),
    );
}
