import { z } from 'zod';
import { about, name, text, variableName } from './fields.ts';

/** Plain HTTP can be read and changed on the way. */
const ISSUER =
  /^(https:\/\/[^\s?#@/]+|http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?)(\/[^\s?#]*)?$/;

/** Sign-in by an OpenID Connect provider. */
export const SIGN_IN_SCHEMA = z.strictObject({
  issuer: about(
    z
      .string()
      .regex(ISSUER, {
        error:
          'an address such as https://id.example.com, as the provider names itself; http only on this machine',
      })
      .meta({ title: 'url' }),
    'The OpenID provider, exactly as it names itself in `iss`.',
    'https://id.example.com/realms/work',
  ),
  clientId: about(text('client'), 'The client id of Slipway at the provider.', 'slipway'),
  clientSecret: about(
    z
      .strictObject({
        env: about(
          variableName(),
          'The variable with the secret, or `…_FILE` with its path.',
          'SIGN_IN_SECRET',
        ),
      })
      .exactOptional(),
    'The secret of the client. Without a secret, it is a public client.',
  ),
  audience: about(
    text('audience').exactOptional(),
    'The required `aud` of bearer tokens. Default: the `clientId`.',
    'slipway-api',
  ),
  scopes: about(
    z.array(text('scope')).prefault(['openid', 'email']),
    'Requested scopes; some providers need `groups`.',
    ['openid', 'email', 'groups'],
  ),
  claims: about(
    z
      .strictObject({
        name: about(
          text('claim').prefault('email'),
          'The name of a user. An `email` counts only if the provider has verified it.',
          'preferred_username',
        ),
        groups: about(
          text('claim').prefault('groups'),
          'A list of groups, or one group. Dots lead to an inner claim, such as `realm_access.roles`.',
          'roles',
        ),
      })
      .prefault({}),
    'Names of the claims.',
  ),
  groups: about(
    z.record(text('value of the claim'), name()).prefault({}),
    'Groups of this file by the value of the groups claim that fills them.',
    { 'platform-leads': 'release-managers' },
  ),
});

export type SignInEntry = z.output<typeof SIGN_IN_SCHEMA>;
