import { Command, InvalidArgumentError } from 'commander';
import { bodyOf } from '../../client/answer.ts';
import type { Release } from '../../client/responses.ts';
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
    .description('Approve a release that is awaiting approval.')
    .option('--comment <text>', 'a comment')
    .option(
      '--deploy-after <instant>',
      'deploy at this time at the earliest, such as 2026-03-01T22:00',
      instant,
    );
}

export function rejectCommand(run: Runner): Command {
  return voteCommand(run, 'reject')
    .description('Reject a release that is awaiting approval. The release ends.')
    .requiredOption('--comment <text>', 'why');
}

export function withdrawCommand(run: Runner): Command {
  return voteCommand(run, 'withdraw').description('Withdraw your vote while the approval is open.');
}

function voteCommand(run: Runner, verdict: Verdict): Command {
  return asksApi(new Command(verdict))
    .argument('<release>', RELEASE_WORDS)
    .option(
      '--approval-request <digest>',
      'vote only on this approval request (default: the current one)',
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
  counted: 'Vote counted.',
  'already-counted': 'Already counted.',
  withdrawn: 'Vote withdrawn.',
  pending: 'Vote saved; it counts when a worker is running.',
} as const;

/** @throws CommandFailure before a gate has opened */
function askedApprovalRequest({ command }: Session, { id, approvalRequest }: Release): string {
  if (approvalRequest) return approvalRequest.digest;
  const next = `Follow it: ${command('follow', id)}`;
  throw new CommandFailure(EXIT.refused, `${id} is not awaiting approval yet.`, next);
}

/** What the vote is about: all that the approval request names. */
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
    `  replaces  ${live ?? 'none (first release)'}`,
    ...(change ? [`  changes   ${changeWords(change)}`] : []),
    ...(away === undefined ? [] : [`            ${away}`]),
    `  artifact  ${artifact}`,
    `  request   ${digest}`,
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
