import { Command } from 'commander';
import { bodyOf } from '../../client/answer.ts';
import { formatDuration } from '../../domain/duration.ts';
import { EVERYBODY } from '../../domain/gate/gate.ts';
import { listed } from '../../domain/listed.ts';
import type { Preview } from '../../client/responses.ts';
import { changeWords, takenAwayWords } from '../change-words.ts';
import { commitOrRef } from '../ref-or-commit.ts';
import { whatIsReleased } from '../release-lines.ts';
import { asksApi, type Runner, type Session, type SessionOptions } from '../session.ts';
import { localTime } from '../times.ts';

export function planCommand(run: Runner): Command {
  return asksApi(new Command('preview'))
    .description('Show what a release would do, without starting it.')
    .argument('<service>', 'a service')
    .argument('[commit]', 'a commit, branch or tag (default: the main branch)')
    .action((service: string, name: string | undefined, options: SessionOptions) =>
      run.online(options, async (session) => {
        const what = await commitOrRef(session, service, name);
        const call = session.api.releases.$post({
          header: {},
          query: { preview: 'true' },
          json: { service, ...what },
        });
        const preview = (await bodyOf(call)) as Preview;
        await session.show(preview, (shown) => linesOf(session, shown));
      }),
    );
}

function linesOf(session: Session, preview: Preview): string[] {
  const { service, existingRelease, environments } = preview;
  return [
    `${session.paint.strong(service)}  ${whatIsReleased(preview)}`,
    ...(existingRelease === undefined ? [] : [`  It is released already: ${existingRelease}`]),
    ...environments.flatMap((place) => ['', ...placeLines(session, place)]),
  ];
}

type PreviewedEnvironment = Preview['environments'][number];

function placeLines({ paint }: Session, place: PreviewedEnvironment): string[] {
  const { name, mode, reason, gate, problems = [] } = place;
  const why = reason === undefined ? '' : ` (${reason})`;
  const asks = mode === 'approval' ? `requires ${gateWords(gate)}` : 'automatic';
  return [
    `${paint.strong(name)} ${asks}${why}`,
    ...Array.from(factsOf(place), ([title, words]) => `  ${title.padEnd(13)}  ${words}`),
    ...problems.map((problem) => paint.bad(`  ${problem}`)),
  ];
}

function* factsOf(place: PreviewedEnvironment): Generator<readonly [title: string, words: string]> {
  const { change, soakMs, window, supersedes, newerLiveRelease, rollbackTo } = place;
  yield ['changes', changeWords(change)];
  const away = takenAwayWords(change);
  if (away !== undefined) yield ['', away];
  if (soakMs !== undefined) yield ['soak', `${formatDuration(soakMs)} in the previous environment`];
  const opens = window.nextOpen === undefined ? '' : ` Opens ${localTime(window.nextOpen)}.`;
  if (!window.open) yield ['window', `closed. ${window.reason ?? ''}${opens}`];
  if (supersedes.length > 0) yield ['supersedes', supersedes.join(', ')];
  if (newerLiveRelease !== undefined)
    yield ['superseded by', `${newerLiveRelease}, which is live and newer`];
  yield ['rollback to', rollbackTo ?? 'none (first release)'];
}

function gateWords(gate: PreviewedEnvironment['gate']): string {
  if (!gate) return 'approval';
  const { approvals, groups, excludedApprovers, expiresMs } = gate;
  const needed = approvals === 1 ? '1 approval' : `${approvals} approvals`;
  const from = groups.length === 0 ? '' : ` from ${groups.map(({ name }) => name).join(', ')}`;
  return `${needed}${from} within ${formatDuration(expiresMs)}${exceptWords(excludedApprovers)}`;
}

function exceptWords(excludedApprovers: readonly string[]): string {
  if (excludedApprovers.includes(EVERYBODY))
    return ' (too many authors: only an override can deploy it)';
  return excludedApprovers.length === 0 ? '' : ` (${listed(excludedApprovers)} cannot approve)`;
}
