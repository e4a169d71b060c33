import { Command } from 'commander';
import { bodyOf } from '../../client/answer.ts';
import type { Release } from '../../client/responses.ts';
import { waitLines, whatIsReleased } from '../release-lines.ts';
import { asksApi, type Runner, type Session, type SessionOptions } from '../session.ts';

interface WaitingOptions extends SessionOptions {
  readonly cursor?: string;
}

export function waitingCommand(run: Runner): Command {
  return asksApi(new Command('waiting'))
    .description('List releases that need your approval or guidance.')
    .option('--cursor <cursor>', 'continue a list')
    .action((options: WaitingOptions) =>
      run.online(options, async (session) => {
        const page = await firstPage(session, options.cursor);
        await session.show(page, ({ releases, next }) => [
          ...(releases.length === 0 ? ['Nothing needs your action.'] : []),
          ...releases.flatMap((release, i) => [
            ...(i === 0 ? [] : ['']),
            ...linesOf(session, release),
          ]),
          ...(next === undefined ? [] : [`More: ${session.command('waiting', '--cursor', next)}`]),
        ]);
      }),
    );
}

/** The first page that has something on it, or the last one. */
async function firstPage({ api }: Session, from: string | undefined) {
  for (let cursor = from; ;) {
    const query = cursor === undefined ? {} : { cursor };
    const page = await bodyOf(api.me.waiting.$get({ query }));
    if (page.releases.length > 0 || page.next === undefined) return page;
    cursor = page.next;
  }
}

function linesOf(session: Session, release: Release): string[] {
  return [
    `${session.paint.strong(release.id)}  ${whatIsReleased(release)}`,
    ...waitLines(session, release).map((line) => `  ${line}`),
  ];
}
