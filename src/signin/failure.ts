/** What went wrong with a provider or its tokens, by code. */
import { errors } from 'jose';
import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client';
import { type ErrorCode, SlipwayError } from '../domain/errors.ts';

/** Says why a person could not be known by the provider. */
export function ofProvider(error: unknown, issuer: string): unknown {
  if (error instanceof SlipwayError) return error;
  const reason = (code: ErrorCode, why: string) =>
    new SlipwayError(code, `The identity provider ${issuer} ${why}.`, { cause: error });
  if (isOutOfReach(error)) return reason('PROVIDER_UNREACHABLE', 'does not answer');
  if (error instanceof AuthorizationResponseError) {
    const said = plainCode(error.error);
    return said === 'access_denied'
      ? reason('SIGN_IN_REFUSED', 'denied the sign-in')
      : reason('PROVIDER_INVALID', `refused the request: ${said}`);
  }
  if (error instanceof ResponseBodyError)
    return error.error === 'invalid_grant'
      ? new SlipwayError('SIGN_IN_FAILED', 'This sign-in link was already used or has expired.')
      : reason('PROVIDER_INVALID', `refused Slipway: ${plainCode(error.error)}`);
  if (error instanceof WWWAuthenticateChallengeError)
    return reason('PROVIDER_INVALID', 'rejected the client secret');
  if (error instanceof ClientError || error instanceof errors.JOSEError)
    return reason('PROVIDER_INVALID', `sent an invalid response: ${error.message}`);
  return error;
}

/** Says why a bearer token is not taken. */
export function ofToken(error: unknown, issuer: string): unknown {
  if (error instanceof SlipwayError) return error;
  if (isOutOfReach(error)) return ofProvider(error, issuer);
  if (!(error instanceof errors.JOSEError)) return error;
  return new SlipwayError('UNAUTHENTICATED', tokenWords(error, issuer), { cause: error });
}

function tokenWords(error: errors.JOSEError, issuer: string): string {
  if (error instanceof errors.JWTExpired) return 'The token has expired.';
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'iss') return `The token is not from ${issuer}.`;
    if (error.claim === 'aud') return 'The token was issued for another audience.';
    if (error.claim === 'nbf') return 'The token is not valid yet.';
    return `The token lacks what is needed: ${error.claim}.`;
  }
  if (error instanceof errors.JOSEAlgNotAllowed)
    return 'The token is unsigned, or its algorithm is not supported.';
  return `The token is not signed by ${issuer}.`;
}

/** The network, or a provider that is down: the same may help later. */
function isOutOfReach(error: unknown): boolean {
  if (error instanceof errors.JWKSTimeout) return true;
  if (error instanceof ResponseBodyError) return error.status >= 500;
  if (error instanceof AuthorizationResponseError)
    return ['temporarily_unavailable', 'server_error'].includes(error.error);
  if (error instanceof ClientError)
    return error.code === 'OAUTH_TIMEOUT' || statusOf(error.cause) >= 500;
  // Of `fetch`, and of the set of keys that is answered with another status than 200.
  return (
    (error instanceof TypeError && error.message === 'fetch failed') ||
    (error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC')
  );
}

function statusOf(cause: unknown): number {
  return cause instanceof Response ? cause.status : 0;
}

/** Codes of OAuth are words; anything else may be a text that somebody wants shown. */
function plainCode(code: string): string {
  return /^[a-z_]{1,60}$/.test(code) ? code : 'for a reason that is no code';
}
