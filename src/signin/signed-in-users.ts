import type { SignedIn } from '../api/authenticate.ts';
import type { AuthSettings } from '../config/authentication.ts';
import type { Configuration } from '../config/configuration.ts';
import { attestedGroups, permissionsOfUser } from '../config/permissions.ts';
import { asPrincipal } from '../config/principals.ts';
import type { KnownSignIn } from '../config/sign-in.ts';
import { SlipwayError } from '../domain/errors.ts';
import type { AuthMethod, Principal } from '../domain/people/principal.ts';
import { normalizeUserName, type SignedInUser } from '../domain/people/user.ts';
import { SESSION_COOKIE } from './cookies.ts';
import type { Provider } from './provider.ts';
import type { Seal } from './sealed-cookie.ts';
import { principalOfSession, type Session } from './session.ts';
import { isJwt } from './token.ts';

export interface SignedInDependencies {
  /** The configuration of now, */
  configuration(): Configuration;
  /** and who may call by it. */
  admitted(): AuthSettings;
  readonly sessions: Pick<Seal<Session>, 'open'>;
  providerOf(signIn: KnownSignIn): Provider;
  /** Keeps what the provider said of a person, for those who judge a vote again. */
  keepUser(person: SignedInUser): Promise<void>;
  /** What was kept of a person. */
  person(name: string): Promise<SignedInUser | undefined>;
}

/**
 * Knows people by the session of their browser, or by a token of their identity provider. What
 * they may do is looked up at each call, in the configuration of then.
 */
export function createSignedIn(dependencies: SignedInDependencies): SignedIn {
  const { configuration, admitted, sessions, providerOf } = dependencies;
  const admit = admitAnew(dependencies);
  return {
    async bySession(cookies) {
      const sealed = SESSION_COOKIE.read(cookies);
      const session = sealed === undefined ? undefined : await sessions.open(sealed);
      if (!session) return undefined;
      if (session.kind === 'provider')
        return configuration().signIn?.issuer === session.issuer
          ? principalFrom(configuration(), session.person, 'session')
          : undefined;
      const principal = principalOfSession(admitted(), session);
      return principal && asPrincipal(principal, 'session');
    },
    async byProviderToken(token) {
      const { signIn } = admitted();
      if (!signIn || !isJwt(token)) return undefined;
      const person = await providerOf(signIn).personOf(token);
      await admit(person);
      return principalFrom(configuration(), person, 'jwt');
    },
  };
}

/**
 * Keeps what the provider said of a person, and lets in who is somebody to slipway.yaml. Of others it
 * is kept only where something else was: not everybody whom a provider knows leaves a file here.
 *
 * @throws SlipwayError SIGN_IN_REFUSED
 */
export async function admitUser(
  { configuration, keepUser, person: known }: Admitting,
  person: SignedInUser,
): Promise<void> {
  const isSomebody = permissionsOfUser(configuration(), person) !== undefined;
  if (isSomebody || (await known(person.name))) await keepUser(person);
  if (isSomebody) return;
  throw new SlipwayError(
    'SIGN_IN_REFUSED',
    `${person.name} is in no group of slipway.yaml, by name or by what the identity provider says.`,
  );
}

type Admitting = Pick<SignedInDependencies, 'configuration' | 'keepUser' | 'person'>;

function principalFrom(
  configuration: Configuration,
  person: SignedInUser,
  via: AuthMethod,
): Principal | undefined {
  const { signIn } = configuration;
  const permissions = permissionsOfUser(configuration, person);
  if (!signIn || !permissions) return undefined;
  return { ...permissions, attested: attestedGroups(signIn, person.claims), via };
}

/** How many people are remembered as kept. */
const MOST_PEOPLE = 10_000;

/** The same for tokens, which come with each of many calls: what was kept is not kept again. */
function admitAnew(parts: Admitting): (person: SignedInUser) => Promise<void> {
  const keptAtMs = new Map<string, number>();
  const keepUser = async (person: SignedInUser) => {
    const name = normalizeUserName(person.name);
    if ((keptAtMs.get(name) ?? -Infinity) >= person.atMs) return;
    await parts.keepUser(person);
    if (keptAtMs.size >= MOST_PEOPLE) keptAtMs.clear();
    keptAtMs.set(name, person.atMs);
  };
  return (person) => admitUser({ ...parts, keepUser }, person);
}
