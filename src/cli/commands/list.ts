import { Command, InvalidArgumentError, Option } from 'commander';
import { bodyOf } from '../../client/answer.ts';
import { type Phase, PHASES } from '../../domain/release/release.ts';
import type { ReleaseList } from '../../client/responses.ts';
import { stateCell } from '../release-lines.ts';
import { serviceNamed } from '../services.ts';
import { asksApi, type Runner, type Session, type SessionOptions } from '../session.ts';
import { tableLines } from '../table.ts';
import { age } from '../times.ts';

interface ListOptions extends SessionOptions {
  readonly service?: string;
  readonly phase?: Phase;
  readonly limit: string;
  readonly cursor?: string;
}

export function listCommand(run: Runner): Command {
  return asksApi(new Command('list'))
    .description('List releases, newest first.')
    .argument('[service]', 'of this service')
    .addOption(new Option('--phase <phase>', 'in this phase').choices(PHASES))
    .option('--limit <number>', 'at most this many (up to 100)', whole, '20')
    .option('--cursor <cursor>', 'continue a list')
    .action((service: string | undefined, options: ListOptions) =>
      run.online(options, (session) => list(session, { ...options, ...(service && { service }) })),
    );
}

async function list(session: Session, options: ListOptions): Promise<void> {
  const { url: _, json: __, ...query } = options;
  const { service } = query;
  const page = await bodyOf(session.api.releases.$get({ query }));
  // It may have had releases, and be configured no more.
  if (service !== undefined && page.releases.length === 0) await serviceNamed(session, service);
  await session.show(page, (shown) => [
    ...(shown.releases.length > 0 ? linesOf(session, shown) : [emptyLine(session, options)]),
    ...(shown.next === undefined ? [] : ['', moreLine(session, options, shown.next)]),
  ]);
}

function emptyLine({ command }: Session, { service, phase }: ListOptions): string {
  if (phase !== undefined) return `No releases in ${phase}.`;
  const what = service === undefined ? 'Nothing was' : `${service} was never`;
  return `${what} released. To do it: ${command('start', service ?? 'SERVICE')}`;
}

function linesOf({ paint, terminal, now }: Session, { releases }: ReleaseList): string[] {
  const rows = releases.map((row) => [
    row.id,
    stateCell(row, paint),
    age(row.startedAt, now()),
    row.author.name,
    row.subject,
  ]);
  const head = ['RELEASE', 'STATE', 'STARTED', 'AUTHOR', 'SUBJECT'];
  return tableLines(
    [head.map((title) => [title, paint.quiet] as const), ...rows],
    terminal.columns,
  );
}

function moreLine({ command }: Session, options: ListOptions, next: string): string {
  const words = [
    ...(options.service === undefined ? [] : [options.service]),
    ...(options.phase === undefined ? [] : ['--phase', options.phase]),
  ];
  return `More: ${command('list', ...words, '--cursor', next)}`;
}

function whole(text: string): string {
  if (/^[1-9]\d?$|^100$/.test(text)) return text;
  throw new InvalidArgumentError('Use a number from 1 to 100.');
}
