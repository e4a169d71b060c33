import { Command } from 'commander';
import { bodyOf } from '../../client/answer.ts';
import type { PromotionMode } from '../../domain/plan/promotion.ts';
import { findRelease, RELEASE_WORDS } from '../find-release.ts';
import { interventionLines, waitsFor } from '../intervention-lines.ts';
import { asksApi, type Runner, type Session, type SessionOptions } from '../session.ts';

interface ModeOptions extends SessionOptions {
  readonly environment?: string;
  readonly reason: string;
}

export function skipApprovalCommand(run: Runner): Command {
  return modeCommand(run, 'skip-approval', 'automatic').description(
    'Let a waiting release deploy without approval.',
  );
}

export function requireApprovalCommand(run: Runner): Command {
  return modeCommand(run, 'require-approval', 'approval').description(
    'Require approval for a waiting release.',
  );
}

function modeCommand(run: Runner, name: string, mode: PromotionMode): Command {
  return asksApi(new Command(name))
    .argument('<release>', RELEASE_WORDS)
    .requiredOption('--reason <text>', 'the reason, kept in the audit log')
    .option('--environment <name>', 'the environment (default: the one it is waiting for)')
    .action((word: string, options: ModeOptions) =>
      run.online(options, (session) => change(session, word, mode, options)),
    );
}

async function change(
  session: Session,
  word: string,
  mode: PromotionMode,
  { environment: named, reason }: ModeOptions,
): Promise<void> {
  const release = await findRelease(session, word, 'change');
  const environment = named ?? waitsFor(session, release);
  const call = session.api.releases[':id'].mode.$post({
    param: { id: release.id },
    json: { environment, mode, reason },
  });
  await session.show(await bodyOf(call), (answer) => interventionLines(release, answer));
}
