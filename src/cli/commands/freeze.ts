import { Command } from 'commander';
import { bodyOf } from '../../client/answer.ts';
import type { Environment } from '../answers.ts';
import { type EnvironmentArgument, parseEnvironmentArgument } from '../environment-argument.ts';
import { asksApi, type Runner, type Session, type SessionOptions } from '../session.ts';

interface FreezeOptions extends SessionOptions {
  readonly reason: string;
}

export const PLACE_WORDS = 'service/environment, such as hello/production';

export function freezeCommand(run: Runner): Command {
  return asksApi(new Command('freeze'))
    .description('Let nobody into an environment until it is lifted. Rollbacks pass.')
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
    .description('Lift the hold of an environment: the first in its queue enters.')
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
    `${param.service}/${param.name} is held. ${waitingWords(queue.length)}`,
    `  to lift it: ${unfreezing}`,
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
    `${param.service}/${param.name} lets releases in again. ${nextWords(shown)}`,
  ]);
}

function waitingWords(count: number): string {
  if (count === 0) return 'Nobody waits to enter it.';
  return count === 1 ? 'One release waits to enter it.' : `${count} releases wait to enter it.`;
}

function nextWords({ holder, queue }: Environment): string {
  return holder ? `${holder.releaseId} enters.` : waitingWords(queue.length);
}
