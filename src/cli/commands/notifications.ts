import { Command } from 'commander';
import { bodyOf } from '../../client/answer.ts';
import type { ReleaseNotification, FailedNotificationsPage } from '../../client/responses.ts';
import { findRelease, RELEASE_WORDS } from '../find-release.ts';
import { asksApi, type Runner, type Session, type SessionOptions } from '../session.ts';
import { type Cell, tableLines } from '../table.ts';
import { age, localTime } from '../times.ts';

interface NotificationsOptions extends SessionOptions {
  readonly cursor?: string;
}

export function notificationsCommand(run: Runner): Command {
  return asksApi(new Command('notifications'))
    .description('List the notifications of a release, or all failed ones.')
    .argument('[release]', RELEASE_WORDS)
    .option('--cursor <cursor>', 'go on where a list of what was given up ended')
    .action((word: string | undefined, options: NotificationsOptions) =>
      run.online(options, (session) =>
        word === undefined ? allFailed(session, options) : ofRelease(session, word),
      ),
    );
}

export function resendCommand(run: Runner): Command {
  return asksApi(new Command('resend'))
    .description('Resend a failed notification.')
    .argument('<release>', RELEASE_WORDS)
    .argument('<notification>', 'the id that `slipway notifications` shows')
    .action((word: string, notification: string, options: SessionOptions) =>
      run.online(options, async (session) => {
        // A release that has ended may have told others in vain: so the newest will do.
        const { id } = await findRelease(session, word, 'look');
        const resend = session.api.releases[':id'].notifications[':notification'].resend;
        const call = resend.$post({ param: { id, notification } });
        await session.show(await bodyOf(call), ({ next }) => [`${notification} of ${id}: ${next}`]);
      }),
    );
}

async function ofRelease(session: Session, word: string): Promise<void> {
  const { id } = await findRelease(session, word, 'look');
  const call = session.api.releases[':id'].notifications.$get({ param: { id } });
  await session.show(await bodyOf(call), ({ notifications }) => {
    if (notifications.length === 0) return [`No notifications for ${id}.`];
    const lost = notifications.find(({ state }) => state === 'failed');
    return [
      ...tableOf(session, notifications),
      ...(lost ? [`Resend: ${session.command('resend', id, lost.id)}`] : []),
    ];
  });
}

async function allFailed(session: Session, { cursor }: NotificationsOptions): Promise<void> {
  const query = { state: 'failed', ...(cursor !== undefined && { cursor }) } as const;
  const page = await bodyOf(session.api.notifications.$get({ query }));
  await session.show(page, (shown) => failedLines(session, shown));
}

function failedLines(session: Session, { releases, next }: FailedNotificationsPage): string[] {
  const [first] = releases;
  const [lost] = first?.notifications ?? [];
  return [
    ...(releases.length === 0 ? ['No failed notifications.'] : []),
    ...releases.flatMap(({ releaseId, notifications }) => [
      session.paint.strong(releaseId),
      ...tableOf(session, notifications).map((line) => `  ${line}`),
    ]),
    ...(first && lost ? [`Resend: ${session.command('resend', first.releaseId, lost.id)}`] : []),
    ...(next === undefined
      ? []
      : [`Older ones: ${session.command('notifications', '--cursor', next)}`]),
  ];
}

const HEAD = ['DELIVERY', 'ABOUT', 'HAPPENED', 'STATE'];

function tableOf(session: Session, notifications: readonly ReleaseNotification[]): string[] {
  const { paint, terminal, now } = session;
  const rows = notifications.map((one): Cell[] => [
    one.id,
    one.about,
    `${age(one.happenedAt, now())} ago`,
    stateCell(session, one),
  ]);
  return tableLines(
    [HEAD.map((title) => [title, paint.quiet] as const), ...rows],
    terminal.columns,
  );
}

function stateCell({ paint }: Session, notification: ReleaseNotification): Cell {
  if (notification.state === 'sent') return ['sent', paint.quiet];
  if (notification.state === 'failed')
    return [`failed: ${notification.problem.message}`, paint.bad];
  const { attempts, problem, nextAttempt } = notification;
  if (!problem) return ['waiting', paint.waiting];
  const times = attempts === 1 ? '1 attempt' : `${attempts} attempts`;
  const next = nextAttempt === undefined ? '' : `, next ${localTime(nextAttempt)}`;
  return [`${times}${next}: ${problem.message}`, paint.waiting];
}
