import { Argument, Command } from 'commander';
import { bodyOf } from '../../client/answer.ts';
import { type Choice, CHOICES } from '../../domain/order.ts';
import type { Release } from '../answers.ts';
import { EXIT } from '../exit-codes.ts';
import { CommandFailure } from '../failure.ts';
import { findRelease, RELEASE_WORDS } from '../find-release.ts';
import { asksApi, type Runner, type Session, type SessionOptions } from '../session.ts';

interface GuideOptions extends SessionOptions {
  readonly reason?: string;
}

export function guideCommand(run: Runner): Command {
  return asksApi(new Command('guide'))
    .description('Answer a release that asks how to go on; without a choice, show what it asks.')
    .argument('<release>', RELEASE_WORDS)
    .addArgument(new Argument('[choice]', 'how it goes on').choices(CHOICES))
    .option('--reason <text>', 'why')
    .action((word: string, choice: Choice | undefined, options: GuideOptions) =>
      run.online(options, async (session) => {
        const release = await findRelease(session, word, choice ? 'change' : 'look');
        const { question } = release;
        if (!question) throw asksNothing(session, release);
        if (!choice)
          return session.show(question, (shown) => questionLines(session, release.id, shown));
        return answer(session, release.id, { question: question.question, choice }, options);
      }),
    );
}

async function answer(
  { api, show }: Session,
  id: string,
  said: { question: string; choice: Choice },
  { reason }: GuideOptions,
): Promise<void> {
  const json = { ...said, ...(reason !== undefined && { reason }) };
  const call = api.releases[':id'].guidance.$post({ param: { id }, json });
  await show(await bodyOf(call), ({ order, next }) => [
    order === 'pending' ? `Your answer is kept. ${next}` : next,
  ]);
}

function asksNothing({ command }: Session, { id }: Release): CommandFailure {
  const next = `What it does: ${command('why', id)}`;
  return new CommandFailure(EXIT.refused, `${id} does not ask anything.`, next);
}

const MEANINGS: Readonly<Record<Choice, string>> = {
  retry: 'try again',
  ignore: 'go on as it is',
  rollback: 'go back to what was verified last',
  fail: 'end it as failed',
};

function questionLines(
  { command, paint }: Session,
  id: string,
  { environment, trouble, problem, choices, isUnknown }: NonNullable<Release['question']>,
): string[] {
  return [
    paint.waiting(`${id} asks how to go on in ${environment}, after its ${trouble}:`),
    `  ${problem.message} (${problem.code})`,
    ...(isUnknown ? ['  Nobody knows what is live there: look before you choose.'] : []),
    ...choices.map((choice) => `  to ${MEANINGS[choice]}: ${command('guide', id, choice)}`),
  ];
}
