import { Argument, Command } from 'commander';
import { bodyOf } from '../../client/answer.ts';
import { PROMOTION_MODES, type PromotionMode } from '../../domain/plan/promotion.ts';
import { findRelease, RELEASE_WORDS } from '../find-release.ts';
import { interventionLines, waitsFor } from '../intervention-lines.ts';
import { asksApi, type Runner, type SessionOptions } from '../session.ts';

interface PromotionOptions extends SessionOptions {
  readonly environment?: string;
  readonly reason?: string;
}

export function promotionCommand(run: Runner): Command {
  return asksApi(new Command('promotion'))
    .description('Switch how a release that waits enters: delivery asks people, deployment nobody.')
    .argument('<release>', RELEASE_WORDS)
    .addArgument(new Argument('<mode>', 'how it enters').choices(PROMOTION_MODES))
    .option('--environment <name>', 'which it enters; the one that it waits for without it')
    .option('--reason <text>', 'why')
    .action(
      (word: string, mode: PromotionMode, { environment: named, ...options }: PromotionOptions) =>
        run.online(options, async (session) => {
          const release = await findRelease(session, word, 'change');
          const environment = named ?? waitsFor(session, release);
          const { reason } = options;
          const json = { environment, mode, ...(reason !== undefined && { reason }) };
          const param = { id: release.id };
          const call = session.api.releases[':id'].promotion.$post({ param, json });
          await session.show(await bodyOf(call), (answer) => interventionLines(release, answer));
        }),
    );
}
