import { Command } from 'commander';
import { bodyOf } from '../../client/answer.ts';
import { formatDuration } from '../../domain/duration.ts';
import { EVERYBODY } from '../../domain/gate/gate.ts';
import { listed } from '../../domain/listed.ts';
import type { Preview } from '../answers.ts';
import { changeWords, takenAwayWords } from '../change-words.ts';
import { commitOrRef } from '../ref-or-commit.ts';
import { whatIsReleased } from '../release-lines.ts';
import { asksApi, type Runner, type Session, type SessionOptions } from '../session.ts';
import { localTime } from '../times.ts';

export function planCommand(run: Runner): Command {
  return asksApi(new Command('plan'))
    .description('Show what the release of a commit would meet, and start nothing.')
    .argument('<service>', 'what would be released')
    .argument('[commit]', 'a commit, branch or tag; the main branch of the service without it')
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

type Place = Preview['environments'][number];

function placeLines({ paint }: Session, place: Place): string[] {
  const { name, mode, reason, gate, problems = [] } = place;
  const why = reason === undefined ? '' : ` (${reason})`;
  const asks = mode === 'approval' ? `asks ${gateWords(gate)}` : 'is entered without asking';
  return [
    `${paint.strong(name)} ${asks}${why}`,
    ...Array.from(factsOf(place), ([title, words]) => `  ${title.padEnd(8)}  ${words}`),
    ...problems.map((problem) => paint.bad(`  ${problem}`)),
  ];
}

function* factsOf(place: Place): Generator<readonly [title: string, words: string]> {
  const { change, soakMs, window, supersedes, newerLiveRelease, rollbackTo } = place;
  yield ['brings', changeWords(change)];
  const away = takenAwayWords(change);
  if (away !== undefined) yield ['', away];
  if (soakMs !== undefined) yield ['soaks', `${formatDuration(soakMs)} where it was before`];
  const opens = window.nextOpen === undefined ? '' : ` It opens at ${localTime(window.nextOpen)}.`;
  if (!window.open) yield ['closed', `${window.reason ?? 'By its calendars.'}${opens}`];
  const waiting = supersedes.length === 1 ? 'which waits there' : 'which wait there';
  if (supersedes.length > 0) yield ['ends', `${supersedes.join(', ')}, ${waiting}`];
  if (newerLiveRelease !== undefined)
    yield ['too late', `${newerLiveRelease}, which is newer, is live there: it ends as superseded`];
  yield ['back to', rollbackTo ?? 'nothing: it would be the first there'];
}

function gateWords(gate: Place['gate']): string {
  if (!gate) return 'people';
  const { approvals, groups, excludedApprovers, expiresMs } = gate;
  const people = approvals === 1 ? 'for one approval' : `for ${approvals} approvals`;
  const from = groups.length === 0 ? '' : ` from ${groups.map(({ name }) => name).join(', ')}`;
  return `${people}${from} within ${formatDuration(expiresMs)}${exceptWords(excludedApprovers)}`;
}

function exceptWords(excludedApprovers: readonly string[]): string {
  if (excludedApprovers.includes(EVERYBODY))
    return ', but nobody may approve: too many people wrote it';
  return excludedApprovers.length === 0 ? '' : `, not of ${listed(excludedApprovers)}`;
}
