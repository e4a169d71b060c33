import { Command } from 'commander';
import { bodyOf } from '../../client/answer.ts';
import type { Environment } from '../../client/responses.ts';
import { type EnvironmentArgument, parseEnvironmentArgument } from '../environment-argument.ts';
import { asksApi, type Runner, type Session, type SessionOptions } from '../session.ts';

interface FreezeOptions extends SessionOptions {
  readonly reason: string;
}

export const PLACE_WORDS = 'service/environment, such as hello/production';

export function freezeCommand(run: Runner): Command {
  return asksApi(new Command('freeze'))
    .description('Freeze an environment. Rollbacks still work.')
    .argument('<environment>', PLACE_WORDS)
    .requiredOption('--reason <text>', 'why')
    .action((place: string, options: FreezeOptions) =>
      run.online(options, (session) =>
        freeze(session, parseEnvironmentArgument(place), options.reason),
      ),
    );
}

export function unfreezeCommand(run: Runner): Command {
  return asksApi(new Command('unfreeze'))
    .description('Unfreeze an environment. The first release in the queue deploys.')
    .argument('<environment>', PLACE_WORDS)
    .option('--reason <text>', 'why')
    .action((place: string, options: Partial<FreezeOptions>) =>
      run.online(options, (session) =>
        unfreeze(session, parseEnvironmentArgument(place), options.reason),
      ),
    );
}

async function freeze(session: Session, param: EnvironmentArgument, reason: string): Promise<void> {
  const call = session.api.environments[':service'][':name'].freeze.$put({
    param,
    json: { reason },
  });
  const unfreezing = session.command('unfreeze', `${param.service}/${param.name}`);
  await session.show(await bodyOf(call), ({ queue }) => [
    `${param.service}/${param.name} is frozen. ${waitingWords(queue.length)}`,
    `  unfreeze: ${unfreezing}`,
  ]);
}

async function unfreeze(
  session: Session,
  param: EnvironmentArgument,
  reason: string | undefined,
): Promise<void> {
  const json = reason === undefined ? {} : { reason };
  const call = session.api.environments[':service'][':name'].freeze.$delete({ param, json });
  await session.show(await bodyOf(call), (shown) => [
    `${param.service}/${param.name} is unfrozen. ${nextWords(shown)}`,
  ]);
}

function waitingWords(count: number): string {
  if (count === 0) return 'No release is waiting.';
  return count === 1 ? '1 release is waiting.' : `${count} releases are waiting.`;
}

function nextWords({ holder, queue }: Environment): string {
  return holder ? `${holder.releaseId} deploys next.` : waitingWords(queue.length);
}
