import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

export const CLIENT_ID = 'slipway';
export const CLIENT_SECRET = 'the-secret-of-the-client';

/** What the provider knows of a person beside the login. */
export interface Account {
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly groups?: readonly string[];
}

/** A real OpenID provider on a port of its own. Any login is let in, with any password. */
export interface IdentityProvider {
  readonly issuer: string;
  /** By login; who is not there has only a `sub`. Read at each sign-in. */
  readonly accounts: Map<string, Account>;
  /** Lets the client send people back to here. */
  returnTo(redirectUri: string): Promise<void>;
  /** Signs a token by the key of now, for an hour, unless the claims say otherwise. */
  sign(claims: JWTPayload): Promise<string>;
  /** Takes a new key, and forgets the old one. */
  rotate(): Promise<void>;
  /** Stops answering, or answers again. */
  pause(isAway: boolean): void;
  close(): Promise<void>;
}

export async function startIdentityProvider(): Promise<IdentityProvider> {
  const { Provider } = await quietly(() => import('oidc-provider'));
  const accounts = new Map<string, Account>();
  let answer: RequestListener = () => {};
  let isAway = false;
  const server = createServer((request, response) =>
    isAway ? request.socket.destroy() : answer(request, response),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let redirectUris: readonly string[] = [];
  let key = await newKey();
  const start = () =>
    quietly(async () => {
      const provider = new Provider(issuer, {
        ...configurationFor(redirectUris, accounts),
        jwks: { keys: [key.jwk] },
      });
      answer = provider.callback();
    });
  await start();
  return {
    issuer,
    accounts,
    sign: (claims) =>
      new SignJWT({ iss: issuer, aud: CLIENT_ID, sub: 'ana', ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: key.jwk.kid })
        .setIssuedAt(claims.iat)
        .setExpirationTime(claims.exp ?? '1h')
        .sign(key.privateKey),
    async returnTo(redirectUri) {
      redirectUris = [redirectUri];
      await start();
    },
    async rotate() {
      key = await newKey();
      await start();
    },
    pause: (away) => void (isAway = away),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function configurationFor(redirectUris: readonly string[], accounts: Map<string, Account>) {
  return {
    clients: [{ client_id: CLIENT_ID, client_secret: CLIENT_SECRET, redirect_uris: redirectUris }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], groups: ['groups'] },
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
    cookies: { keys: ['a key of the provider'] },
    findAccount: (_: unknown, login: string) => ({
      accountId: login,
      claims: async () => ({ sub: login, ...accounts.get(login) }),
    }),
  };
}

let made = 0;

async function newKey() {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  made += 1;
  const jwk = { ...(await exportJWK(privateKey)), kid: `key-${made}`, use: 'sig', alg: 'RS256' };
  return { privateKey, jwk };
}

/** It warns that its pages and its memory are for development; that is what they are for here. */
async function quietly<Result>(act: () => Promise<Result>): Promise<Result> {
  const { warn, info } = console;
  Object.assign(console, { warn: () => {}, info: () => {} });
  try {
    return await act();
  } finally {
    Object.assign(console, { warn, info });
  }
}
