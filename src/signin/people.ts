import type { SignedIn } from '../api/authenticate.ts';
import type { Admitted } from '../config/admission.ts';
import { asCaller } from '../config/caller.ts';
import type { KnownSignIn } from '../config/sign-in.ts';
import type { Configuration } from '../config/slipway-file.ts';
import { attestedGroups, standingOfPerson } from '../config/standing.ts';
import type { Caller, Way } from '../domain/caller.ts';
import { SlipwayError } from '../domain/errors.ts';
import { oneSpelling, type SignedInPerson } from '../domain/person.ts';
import { SESSION_COOKIE } from './cookies.ts';
import type { Provider } from './provider.ts';
import type { Seal } from './seal.ts';
import { callerOfSession, type Session } from './session.ts';
import { isJwt } from './token.ts';

export interface PeopleDependencies {
  /** The configuration of now, */
  configuration(): Configuration;
  /** and who may call by it. */
  admitted(): Admitted;
  readonly sessions: Pick<Seal<Session>, 'open'>;
  providerOf(signIn: KnownSignIn): Provider;
  /** Keeps what the provider said of a person, for those who judge a vote again. */
  keepPerson(person: SignedInPerson): Promise<void>;
}

/**
 * Knows people by the session of their browser, or by a token of their identity provider. What
 * they may do is looked up at each call, in the configuration of then.
 */
export function createSignedIn(dependencies: PeopleDependencies): SignedIn {
  const { configuration, admitted, sessions, providerOf } = dependencies;
  const keep = onlyNews(dependencies.keepPerson);
  return {
    async bySession(cookies) {
      const sealed = SESSION_COOKIE.read(cookies);
      const session = sealed === undefined ? undefined : await sessions.open(sealed);
      if (!session) return undefined;
      if (session.kind === 'provider')
        return configuration().signIn?.issuer === session.issuer
          ? callerFrom(configuration(), session.person, 'session')
          : undefined;
      const caller = callerOfSession(admitted(), session);
      return caller && asCaller(caller, 'session');
    },
    async byProviderToken(token) {
      const { signIn } = admitted();
      if (!signIn || !isJwt(token)) return undefined;
      const person = await providerOf(signIn).personOf(token);
      const caller = admitPerson(configuration(), person, 'jwt');
      await keep(person);
      return caller;
    },
  };
}

/** @throws SlipwayError SIGN_IN_REFUSED for somebody who is nobody to slipway.yaml */
export function admitPerson(configuration: Configuration, person: SignedInPerson, via: Way) {
  const caller = callerFrom(configuration, person, via);
  if (caller) return caller;
  throw new SlipwayError(
    'SIGN_IN_REFUSED',
    `${person.name} is in no group of slipway.yaml, by name or by what the identity provider says.`,
  );
}

function callerFrom(
  configuration: Configuration,
  person: SignedInPerson,
  via: Way,
): Caller | undefined {
  const { signIn } = configuration;
  const standing = standingOfPerson(configuration, person);
  if (!signIn || !standing) return undefined;
  return { ...standing, attested: attestedGroups(signIn, person.claims), via };
}

/** How many people are remembered as kept. */
const MOST_PEOPLE = 10_000;

/** A token comes with each of many calls, and says the same each time. */
function onlyNews(
  keep: (person: SignedInPerson) => Promise<void>,
): (person: SignedInPerson) => Promise<void> {
  const keptAtMs = new Map<string, number>();
  return async (person) => {
    const name = oneSpelling(person.name);
    if ((keptAtMs.get(name) ?? -Infinity) >= person.atMs) return;
    await keep(person);
    if (keptAtMs.size >= MOST_PEOPLE) keptAtMs.clear();
    keptAtMs.set(name, person.atMs);
  };
}
