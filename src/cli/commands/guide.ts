import { Argument, Command } from 'commander';
import { bodyOf } from '../../client/answer.ts';
import { ERRORS } from '../../domain/errors.ts';
import { GUIDANCE_CHOICES, type GuidanceChoice } from '../../domain/release/intervention.ts';
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
    .addArgument(new Argument('[choice]', 'how it goes on').choices(GUIDANCE_CHOICES))
    .option('--reason <text>', 'why')
    .action((word: string, choice: GuidanceChoice | undefined, options: GuideOptions) =>
      run.online(options, async (session) => {
        const release = await findRelease(session, word, choice ? 'change' : 'look');
        const { question } = release;
        if (!question) throw asksNothing(session, release);
        if (!choice) return showQuestion(session, release, question);
        return answer(session, release.id, { question: question.question, choice }, options);
      }),
    );
}

async function answer(
  { api, show }: Session,
  id: string,
  said: { question: string; choice: GuidanceChoice },
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

type Question = NonNullable<Release['question']>;

async function showQuestion(session: Session, release: Release, question: Question) {
  if (session.json) return session.show(question, () => []);
  return session.show({ release, question }, (shown) =>
    questionLines(session, shown.release, shown.question),
  );
}

function questionLines(
  { command, paint }: Session,
  { id, actions }: Release,
  { environment, trouble, problem, isUnknown }: Question,
): string[] {
  const choices = actions.flatMap((action) => action.choices ?? []);
  return [
    paint.waiting(`${id} asks how to go on in ${environment}, after its ${trouble}:`),
    `  ${problem.message} (${problem.code})`,
    ...(isUnknown ? ['  Nobody knows what is live there: look before you choose.'] : []),
    ...choices.map(({ choice, does }) => `  ${command('guide', id, choice)}: ${does}`),
    ...(choices.length === 0 ? [`  not by you: ${ERRORS.FORBIDDEN.next}`] : []),
  ];
}
