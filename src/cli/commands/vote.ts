import { Command, InvalidArgumentError } from 'commander';
import { bodyOf } from '../../client/answer.ts';
import type { Release } from '../answers.ts';
import { changeWords, takenAwayWords } from '../change-words.ts';
import { EXIT } from '../exit-codes.ts';
import { CommandFailure } from '../failure.ts';
import { findRelease, RELEASE_WORDS } from '../find-release.ts';
import { whatIsReleased } from '../release-lines.ts';
import { asksApi, type Runner, type Session, type SessionOptions } from '../session.ts';

interface VoteOptions extends SessionOptions {
  readonly comment?: string;
  readonly approvalRequest?: string;
  readonly deployAfter?: string;
}

type Verdict = 'approve' | 'reject' | 'withdraw';

export function approveCommand(run: Runner): Command {
  return voteCommand(run, 'approve')
    .description('Approve a release that waits at its gate.')
    .option('--comment <text>', 'what to say about it')
    .option(
      '--deploy-after <instant>',
      'enter no earlier than this, such as 2026-03-01T22:00',
      instant,
    );
}

export function rejectCommand(run: Runner): Command {
  return voteCommand(run, 'reject')
    .description('Reject a release that waits at its gate: it ends.')
    .requiredOption('--comment <text>', 'why');
}

export function withdrawCommand(run: Runner): Command {
  return voteCommand(run, 'withdraw').description(
    'Take a vote back, as long as the gate is not decided.',
  );
}

function voteCommand(run: Runner, verdict: Verdict): Command {
  return asksApi(new Command(verdict))
    .argument('<release>', RELEASE_WORDS)
    .option(
      '--approval-request <digest>',
      'only if this is what is asked; by default what is asked now',
    )
    .action((word: string, options: VoteOptions) =>
      run.online(options, (session) => vote(session, word, verdict, options)),
    );
}

async function vote(
  session: Session,
  word: string,
  verdict: Verdict,
  { comment, approvalRequest, deployAfter }: VoteOptions,
): Promise<void> {
  const release = await findRelease(session, word, 'change');
  const about = approvalRequest ?? askedApprovalRequest(session, release);
  if (!session.json) await session.show(release, (shown) => aboutLines(session, shown));
  const answer = await bodyOf(
    session.api.releases[':id'].approval.$post({
      param: { id: release.id },
      json: {
        verdict,
        approvalRequest: about,
        ...(comment !== undefined && { comment }),
        ...(deployAfter !== undefined && { deployAfter }),
      },
    }),
  );
  await session.show(answer, (shown) => [`${EFFECTS[shown.vote]} ${shown.next}`]);
}

const EFFECTS = {
  counted: 'Your vote counts.',
  'already-counted': 'Your vote was counted before.',
  withdrawn: 'Your vote is taken back.',
  pending: 'Your vote is kept, and no worker has counted it yet.',
} as const;

/** @throws CommandFailure before a gate has opened */
function askedApprovalRequest({ command }: Session, { id, approvalRequest }: Release): string {
  if (approvalRequest) return approvalRequest.digest;
  const next = `When it asks, it says so: ${command('watch', id)}`;
  throw new CommandFailure(EXIT.refused, `${id} does not ask for approval yet.`, next);
}

/** What the vote is about: all that the manifest names. */
function aboutLines({ paint }: Session, release: Release): string[] {
  const { id, startedBy, approvalRequest, promotions } = release;
  if (!approvalRequest) return [paint.strong(id), whatIsReleased(release)];
  const { environment, live, artifact, digest } = approvalRequest;
  const change = promotions.find((decision) => decision.environment === environment)?.change;
  const away = change && takenAwayWords(change);
  return [
    `${paint.strong(id)} to ${environment}`,
    `  commit    ${whatIsReleased(release)}`,
    `  started   by ${startedBy}`,
    `  replaces  ${live ?? 'nothing: it is the first there'}`,
    ...(change ? [`  changes   ${changeWords(change)}`] : []),
    ...(away === undefined ? [] : [`            ${away}`]),
    `  artifact  ${artifact}`,
    `  manifest  ${digest}`,
  ];
}

/** RFC 3339, or a local time. */
function instant(text: string): string {
  const isWritten = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/.test(text);
  const at = new Date(text.replace(' ', 'T'));
  if (isWritten && !Number.isNaN(at.getTime())) return at.toISOString();
  throw new InvalidArgumentError(
    'An instant such as 2026-03-01T22:00 or …T22:00+01:00 is expected.',
  );
}
