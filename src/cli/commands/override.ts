import { Command } from 'commander';
import { bodyOf } from '../../client/answer.ts';
import { findRelease, RELEASE_WORDS } from '../find-release.ts';
import { interventionLines, waitsFor } from '../intervention-lines.ts';
import { asksApi, type Runner, type SessionOptions } from '../session.ts';

interface OverrideOptions extends SessionOptions {
  readonly environment?: string;
  readonly reason: string;
}

export function overrideCommand(run: Runner): Command {
  return asksApi(new Command('override'))
    .description('Deploy in an emergency, without approval, soak and deployment window.')
    .argument('<release>', RELEASE_WORDS)
    .requiredOption('--reason <text>', 'the reason, kept in the audit log')
    .option('--environment <name>', 'the environment (default: the one it is waiting for)')
    .action((word: string, options: OverrideOptions) =>
      run.online(options, async (session) => {
        const release = await findRelease(session, word, 'change');
        const environment = options.environment ?? waitsFor(session, release);
        const json = { environment, reason: options.reason };
        const param = { id: release.id };
        const call = session.api.releases[':id'].override.$post({ param, json });
        await session.show(await bodyOf(call), (answer) => interventionLines(release, answer));
      }),
    );
}
