import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';
import * as openid from 'openid-client';
import type { KnownSignIn } from '../config/sign-in.ts';
import { SlipwayError } from '../domain/errors.ts';
import type { SignedInUser } from '../domain/people/user.ts';
import { type Claims, lacksClaims, personFrom } from './claims.ts';
import { ofProvider, ofToken } from './failure.ts';
import { verifiedClaims } from './token.ts';

/** What is remembered between the way to the provider and the way back. */
export interface PendingSignIn {
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE. */
  readonly verifier: string;
  readonly redirectUri: string;
}

/**
 * The OpenID provider of a configuration. Its metadata are asked for when they are first needed.
 * Every call may end with PROVIDER_UNREACHABLE or PROVIDER_INVALID.
 */
export interface Provider {
  /** Where to send the browser, and what to remember meanwhile. */
  begin(redirectUri: string): Promise<{ location: string; attempt: PendingSignIn }>;
  /**
   * Trades the answer that the browser brought back for the person.
   *
   * @param answer what the provider appended to the redirect URI
   * @throws SlipwayError SIGN_IN_FAILED, SIGN_IN_REFUSED
   */
  finish(answer: URLSearchParams, attempt: PendingSignIn): Promise<SignedInUser>;
  /**
   * The person whose token a request bears.
   *
   * @throws SlipwayError UNAUTHENTICATED, SIGN_IN_REFUSED
   */
  personOf(token: string): Promise<SignedInUser>;
}

const TIMEOUT_S = 10;
/** For how long keys are believed without asking again; one that is unknown is asked for earlier. */
const KEYS_FOR_MS = 10 * 60_000;

interface Discovered {
  readonly client: openid.Configuration;
  readonly keys: JWTVerifyGetKey;
  /** As the provider spells it, with or without a slash at the end. */
  readonly issuer: string;
}

/** @param keysApartMs how long after one look for keys another one is made for an unknown key */
export function createProvider(signIn: KnownSignIn, keysApartMs = 10_000): Provider {
  let known: Promise<Discovered> | undefined;
  // One that could not be reached is asked again the next time.
  const discovered = () =>
    (known ??= discover(signIn, keysApartMs).catch((error: unknown) => {
      known = undefined;
      throw ofProvider(error, signIn.issuer);
    }));
  return {
    async begin(redirectUri) {
      const { client } = await discovered();
      const [state, nonce] = [openid.randomState(), openid.randomNonce()];
      const verifier = openid.randomPKCECodeVerifier();
      const { href } = openid.buildAuthorizationUrl(client, {
        redirect_uri: redirectUri,
        scope: signIn.scopes.join(' '),
        state,
        nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
      return { location: href, attempt: { state, nonce, verifier, redirectUri } };
    },
    async finish(answer, attempt) {
      if (answer.get('state') !== attempt.state)
        throw new SlipwayError('SIGN_IN_FAILED', 'The response belongs to another sign-in.');
      try {
        const claims = await trade(await discovered(), signIn, answer, attempt);
        return personFrom(claims, signIn, Date.now());
      } catch (error) {
        throw ofProvider(error, signIn.issuer);
      }
    },
    async personOf(token) {
      const { keys, issuer } = await discovered();
      try {
        const claims = await verifiedClaims(token, keys, { issuer, audience: signIn.audience });
        return personFrom(claims, signIn, Date.now());
      } catch (error) {
        throw ofToken(error, signIn.issuer);
      }
    },
  };
}

async function discover(signIn: KnownSignIn, keysApartMs: number): Promise<Discovered> {
  const { issuer, clientId, clientSecret } = signIn;
  const isPlain = issuer.startsWith('http:');
  const client = await openid.discovery(
    new URL(issuer),
    clientId,
    {},
    clientSecret ? byWhatItTakes(clientSecret.reveal()) : openid.None(),
    { execute: isPlain ? [openid.allowInsecureRequests] : [], timeout: TIMEOUT_S },
  );
  const { jwks_uri: keysAt = '', issuer: spelled } = client.serverMetadata();
  if (!URL.canParse(keysAt) || (!isPlain && !keysAt.startsWith('https:')))
    throw new SlipwayError('PROVIDER_INVALID', `${issuer} does not say where its keys are.`);
  const keys = createRemoteJWKSet(new URL(keysAt), {
    timeoutDuration: TIMEOUT_S * 1_000,
    cacheMaxAge: KEYS_FOR_MS,
    cooldownDuration: keysApartMs,
  });
  return { client, keys, issuer: spelled };
}

/** Each provider takes the secret in a header, unless it says that it does not. */
function byWhatItTakes(secret: string): openid.ClientAuth {
  const [header, body] = [openid.ClientSecretBasic(secret), openid.ClientSecretPost(secret)];
  return (server, ...request) => {
    const taken = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    return (taken.includes('client_secret_basic') ? header : body)(server, ...request);
  };
}

/** The claims of the ID token, and of the provider's answer about the person where those lack some. */
async function trade(
  { client, keys, issuer }: Discovered,
  signIn: KnownSignIn,
  answer: URLSearchParams,
  { state, nonce, verifier, redirectUri }: PendingSignIn,
): Promise<Claims> {
  const tokens = await openid.authorizationCodeGrant(client, new URL(`${redirectUri}?${answer}`), {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: verifier,
  });
  const { id_token: idToken = '', access_token: accessToken } = tokens;
  const claims = await verifiedClaims(idToken, keys, { issuer, audience: signIn.clientId });
  const asks = client.serverMetadata().userinfo_endpoint !== undefined;
  if (!asks || !lacksClaims(claims, signIn)) return claims;
  return { ...(await openid.fetchUserInfo(client, accessToken, String(claims['sub']))), ...claims };
}
