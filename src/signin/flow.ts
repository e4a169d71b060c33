import type { Onward, SignIn, Visit } from '../api/sign-in.ts';
import { LOCAL_HOSTS } from '../config/authentication.ts';
import { principalByToken } from '../config/principals.ts';
import type { KnownSignIn } from '../config/sign-in.ts';
import { type ErrorCode, SlipwayError } from '../domain/errors.ts';
import { addressOf } from './address.ts';
import { ATTEMPT_COOKIE, SESSION_COOKIE } from './cookies.ts';
import type { PendingSignIn } from './provider.ts';
import { type Attempts, createAttempts } from './rate-limit.ts';
import { returnPath } from './return-path.ts';
import type { Seal } from './sealed-cookie.ts';
import { type Session, SESSION_MS, sessionOfPrincipal } from './session.ts';
import { admitUser, type SignedInDependencies } from './signed-in-users.ts';

export interface FlowDependencies extends SignedInDependencies {
  readonly sessions: Seal<Session>;
  readonly underWay: Seal<WayIn>;
  /** Where people reach the API, if that is configured; else it is where they have reached it. */
  readonly publicUrl: string | undefined;
  /** How many proxies stand before this process. */
  readonly proxies: number;
}

/** What a browser keeps while its person is at the provider. */
export interface WayIn extends PendingSignIn {
  /** Where the person was. */
  readonly to: string;
}

/** For how long a person may take at the provider. */
const WAY_MS = 15 * 60_000;

/** Lets people in by an identity provider or by the token of a principal, and out again. */
export function createSignInFlow(dependencies: FlowDependencies): SignIn {
  const { admitted, underWay, sessions, providerOf, publicUrl, proxies } = dependencies;
  // Who guesses tokens must not keep people from their provider.
  const [guesses, answers] = [createAttempts(), createAttempts()];
  const baseOf = ({ url }: Visit) => publicUrl ?? new URL(url).origin;
  const enter = async (session: Session, to: string): Promise<Onward> => ({
    location: to,
    cookies: [
      SESSION_COOKIE.keep(await sessions.close(session, SESSION_MS), SESSION_MS),
      ATTEMPT_COOKIE.drop(),
    ],
  });
  return {
    ways() {
      const { signIn, principals } = admitted();
      const tokens = principals.some(({ kind }) => kind === 'user');
      return { ...(signIn && { provider: new URL(signIn.issuer).host }), tokens };
    },
    async begin(visit, to) {
      refuseInsecure(baseOf(visit));
      const redirectUri = `${baseOf(visit)}/ui/sign-in/callback`;
      const { location, attempt } = await providerOf(providerIn(admitted())).begin(redirectUri);
      const way = await underWay.close({ ...attempt, to: returnPath(to) }, WAY_MS);
      return { location, cookies: [ATTEMPT_COOKIE.keep(way, WAY_MS)] };
    },
    async finish(visit) {
      const signIn = providerIn(admitted());
      const sealed = ATTEMPT_COOKIE.read(visit.cookies);
      const way = sealed === undefined ? undefined : await underWay.open(sealed);
      if (!way)
        throw new SlipwayError(
          'SIGN_IN_FAILED',
          'This sign-in was not started here, or it timed out.',
        );
      const person = await counted(answers, addressOf(visit, proxies), async () => {
        const found = await providerOf(signIn).finish(new URL(visit.url).searchParams, way);
        await admitUser(dependencies, found);
        return found;
      });
      return enter({ kind: 'provider', issuer: signIn.issuer, person }, way.to);
    },
    async byToken(visit, token, to) {
      refuseInsecure(baseOf(visit));
      const principal = await counted(guesses, addressOf(visit, proxies), async () => {
        const found = principalByToken(admitted().principals, token.trim());
        if (found) return found;
        throw new SlipwayError('UNAUTHENTICATED', 'The token is not valid.');
      });
      if (principal.kind !== 'user')
        throw new SlipwayError(
          'USERS_ONLY',
          `${principal.name} is a service account; only users can sign in.`,
        );
      return enter(sessionOfPrincipal(principal), returnPath(to));
    },
    leave: () => ({ location: '/ui/sign-in?out', cookies: [SESSION_COOKIE.drop()] }),
  };
}

/** @throws SlipwayError SIGN_IN_FAILED where people are known by tokens alone */
function providerIn({ signIn }: { readonly signIn?: KnownSignIn }): KnownSignIn {
  if (signIn) return signIn;
  throw new SlipwayError('SIGN_IN_FAILED', 'slipway.yaml names no identity provider.');
}

/** Elsewhere the browser would throw the cookie away, and its person would come here again. */
function refuseInsecure(base: string): void {
  const { protocol, hostname, origin } = new URL(base);
  if (protocol === 'https:' || LOCAL_HOSTS.includes(hostname)) return;
  throw new SlipwayError('SIGN_IN_INSECURE', `${origin} is not reached by https.`);
}

/** What a person who tries again and again would be told. */
const FAILED: readonly ErrorCode[] = [
  'UNAUTHENTICATED',
  'USERS_ONLY',
  'SIGN_IN_FAILED',
  'SIGN_IN_REFUSED',
];

async function counted<Result>(
  attempts: Attempts,
  address: string,
  attempt: () => Promise<Result>,
): Promise<Result> {
  const rollBack = attempts.begin(address);
  try {
    const result = await attempt();
    rollBack();
    return result;
  } catch (error) {
    // That a provider is down is nobody's attempt to break in.
    if (!(error instanceof SlipwayError && FAILED.includes(error.code))) rollBack();
    throw error;
  }
}
