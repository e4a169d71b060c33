import { Argument, Command } from 'commander';
import { bodyOf } from '../../client/answer.ts';
import { ERRORS } from '../../domain/errors.ts';
import { GUIDANCE_CHOICES, type GuidanceChoice } from '../../domain/release/intervention.ts';
import type { Release } from '../../client/responses.ts';
import { EXIT } from '../exit-codes.ts';
import { CommandFailure } from '../failure.ts';
import { findRelease, RELEASE_WORDS } from '../find-release.ts';
import { asksApi, type Runner, type Session, type SessionOptions } from '../session.ts';

interface GuideOptions extends SessionOptions {
  readonly reason?: string;
}

export function guideCommand(run: Runner): Command {
  return asksApi(new Command('respond'))
    .description('Respond to a guidance request, or show it.')
    .argument('<release>', RELEASE_WORDS)
    .addArgument(new Argument('[choice]', 'the choice').choices(GUIDANCE_CHOICES))
    .option('--reason <text>', 'why')
    .action((word: string, choice: GuidanceChoice | undefined, options: GuideOptions) =>
      run.online(options, async (session) => {
        const release = await findRelease(session, word, choice ? 'change' : 'look');
        const { guidanceRequest } = release;
        if (!guidanceRequest) throw asksNothing(session, release);
        if (!choice) return showGuidanceRequest(session, release, guidanceRequest);
        return answer(
          session,
          release.id,
          { guidanceRequest: guidanceRequest.id, choice },
          options,
        );
      }),
    );
}

async function answer(
  { api, show }: Session,
  id: string,
  said: { guidanceRequest: string; choice: GuidanceChoice },
  { reason }: GuideOptions,
): Promise<void> {
  const json = { ...said, ...(reason !== undefined && { reason }) };
  const call = api.releases[':id'].guidance.$post({ param: { id }, json });
  await show(await bodyOf(call), ({ intervention, next }) => [
    intervention === 'pending' ? `Your answer is kept. ${next}` : next,
  ]);
}

function asksNothing({ command }: Session, { id }: Release): CommandFailure {
  const next = `What it does: ${command('why', id)}`;
  return new CommandFailure(EXIT.refused, `${id} needs no guidance.`, next);
}

type GuidanceRequestId = NonNullable<Release['guidanceRequest']>;

async function showGuidanceRequest(
  session: Session,
  release: Release,
  guidanceRequest: GuidanceRequestId,
) {
  if (session.json) return session.show(guidanceRequest, () => []);
  return session.show({ release, guidanceRequest }, (shown) =>
    guidanceRequestLines(session, shown.release, shown.guidanceRequest),
  );
}

function guidanceRequestLines(
  { command, paint }: Session,
  { id, actions }: Release,
  { environment, failedStage, problem, isUnknown }: GuidanceRequestId,
): string[] {
  const choices = actions.flatMap((action) => action.choices ?? []);
  return [
    paint.waiting(`${id} needs guidance: ${failedStage} failed in ${environment}.`),
    `  ${problem.message} (${problem.code})`,
    ...(isUnknown
      ? ['  It is unknown which release is live. Check the target before you choose.']
      : []),
    ...choices.map(({ choice, does }) => `  ${command('respond', id, choice)}: ${does}`),
    ...(choices.length === 0 ? [`  not by you: ${ERRORS.FORBIDDEN.next}`] : []),
  ];
}
