import { type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Claims } from './claims.ts';

/** Signatures that only the holder of a private key can make. `none` and shared secrets are none. */
const ALGORITHMS = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' ');
/** How far the clocks of the provider and of this machine may differ. */
const CLOCK_TOLERANCE_S = 30;

/** Whom a token must be from, and whom it must be meant for. */
export interface Expected {
  readonly issuer: string;
  readonly audience: string;
}

/**
 * Verifies a token of the provider: its signature, who made it, for whom, and since and until when.
 *
 * @throws JOSEError why it is not taken, or the keys could not be had
 */
export async function verifiedClaims(
  token: string,
  keys: JWTVerifyGetKey,
  { issuer, audience }: Expected,
): Promise<Claims> {
  const { payload } = await jwtVerify(token, keys, {
    algorithms: ALGORITHMS,
    issuer,
    audience,
    requiredClaims: ['exp', 'sub'],
    clockTolerance: CLOCK_TOLERANCE_S,
  });
  return payload;
}

/** Whether a bearer token has the form of a JWT: three parts, the last of which may be empty. */
export function isJwt(token: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]*$/.test(token);
}
