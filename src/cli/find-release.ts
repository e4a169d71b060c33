import { bodyOf } from '../client/answer.ts';
import { closestMatch } from '../domain/did-you-mean.ts';
import { isReleaseId } from '../domain/release/release-id.ts';
import type { Release, ReleaseRow } from '../client/responses.ts';
import { EXIT } from './exit-codes.ts';
import { CommandFailure } from './failure.ts';
import { listServices } from './services.ts';
import type { Session } from './session.ts';

/** How a person names a release: its id, the beginning of it, or a service for its newest one. */
export const RELEASE_WORDS = 'a release id or its beginning, or a service (its latest release)';

/** Looks at releases, or changes one: what is changed is never guessed. */
export type Purpose = 'look' | 'change';

/** How many releases a word is compared with. */
const LOOKED_AT = '100';

/**
 * Reads the release that a person means.
 *
 * @throws CommandFailure if there is none, or if it may be one of several
 */
export async function findRelease(
  session: Session,
  word: string,
  purpose: Purpose,
): Promise<Release> {
  const id = isReleaseId(word) ? word : await idOf(session, word, purpose);
  return readRelease(session, id);
}

/** @throws ApiProblem RELEASE_NOT_FOUND */
export async function readRelease({ api }: Session, id: string): Promise<Release> {
  return bodyOf(api.releases[':id'].$get({ param: { id } }));
}

/** Reads the release of a commit, the newest one if it was released again. */
export async function findReleaseOf(
  session: Session,
  service: string,
  commit: string,
): Promise<Release> {
  if (!/^[0-9a-f]{4,40}$/.test(commit)) {
    const what = `"${commit}" is not a commit: use 4 to 40 hexadecimal digits.`;
    throw new CommandFailure(EXIT.usage, what, '`git rev-parse HEAD` prints your current commit.');
  }
  const found = await listed(session, { prefix: `${service}-${commit.slice(0, 12)}` });
  const { id } =
    theOne(
      commit,
      found.filter((row) => row.commit.startsWith(commit)),
    ) ?? {};
  if (id !== undefined) return readRelease(session, id);
  const start = session.command('start', service, commit);
  const what = `${commit} of ${service} has no release.`;
  throw new CommandFailure(EXIT.notFound, what, `To release it: ${start}`);
}

async function idOf(session: Session, word: string, purpose: Purpose): Promise<string> {
  if (!/^[a-z0-9][a-z0-9.-]{0,119}$/.test(word)) {
    const what = `"${word}" is not a release.`;
    throw new CommandFailure(EXIT.usage, what, `Name it by ${RELEASE_WORDS}.`);
  }
  const services = (await listServices(session)).map(({ name }) => name);
  if (services.includes(word)) return (await newestOf(session, word, purpose)).id;
  const found = theOne(word, await listed(session, { prefix: word }));
  if (found) return found.id;
  const meant = nearestTo(word, services, await listed(session, {}));
  const next = meant ? `Did you mean ${meant}?` : 'Run `slipway list` to see the releases.';
  throw new CommandFailure(EXIT.notFound, `No release starts with ${word}.`, next);
}

/** What a person has most likely meant to type, or its beginning. */
function nearestTo(
  word: string,
  services: readonly string[],
  releases: readonly ReleaseRow[],
): string | undefined {
  const ids = new Map(releases.map(({ id }) => [id.slice(0, word.length), id]));
  const meant = closestMatch(word, [...services, ...ids.keys()]);
  return meant === undefined ? undefined : (ids.get(meant) ?? meant);
}

/** For a change, only the one that runs will do. */
async function newestOf(session: Session, service: string, purpose: Purpose): Promise<ReleaseRow> {
  const found = await listed(session, { service });
  const running = found.filter(({ phase }) => phase !== 'done');
  if (purpose === 'change' && running.length > 1)
    throw ambiguous(`${service} has ${running.length} releases that run`, running);
  const newest = (purpose === 'change' ? running[0] : undefined) ?? found[0];
  if (newest) return newest;
  const next = `To release it: ${session.command('start', service)}`;
  throw new CommandFailure(EXIT.notFound, `${service} was never released.`, next);
}

/** Of several rounds of one commit the newest is meant; of several commits none. */
function theOne(word: string, found: readonly ReleaseRow[]): ReleaseRow | undefined {
  const commits = new Set(found.map(({ service, commit }) => `${service} ${commit}`));
  if (commits.size > 1) throw ambiguous(`${word} matches ${found.length} releases`, found);
  return found[0];
}

async function listed(
  { api }: Session,
  query: { service?: string; prefix?: string },
): Promise<readonly ReleaseRow[]> {
  const { releases } = await bodyOf(api.releases.$get({ query: { ...query, limit: LOOKED_AT } }));
  return releases;
}

function ambiguous(what: string, found: readonly ReleaseRow[]): CommandFailure {
  const ids = found.slice(0, 5).map(({ id }) => id);
  const more = found.length > ids.length ? ', …' : '';
  return new CommandFailure(EXIT.usage, `${what}: ${ids.join(', ')}${more}.`, 'Name one of them.');
}
