import { z } from 'zod';
import { about, name, text, variableName } from './fields.ts';

/** What is sent over plain HTTP, anybody on the way can read and change. */
const ISSUER =
  /^(https:\/\/[^\s?#@/]+|http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?)(\/[^\s?#]*)?$/;

/** How people are known by an OpenID provider. */
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
  clientId: about(text('client'), 'The client that Slipway is at the provider.', 'slipway'),
  clientSecret: about(
    z
      .strictObject({
        env: about(
          variableName(),
          'The variable that holds the secret; with _FILE appended, the file that does.',
          'SIGN_IN_SECRET',
        ),
      })
      .exactOptional(),
    'Where the secret of the client is. Without it the client is a public one.',
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
          'The name of a person. An `email` counts only if the provider has verified it.',
          'preferred_username',
        ),
        groups: about(
          text('claim').prefault('groups'),
          'A list of groups, or one. With dots it is looked for inside, such as `realm_access.roles`.',
          'roles',
        ),
      })
      .prefault({}),
    'Names of the claims.',
  ),
  groups: about(
    z.record(text('value of the claim'), name()).prefault({}),
    'By a value of the claim of groups: the group of this file that it fills.',
    { 'platform-leads': 'release-managers' },
  ),
});

export type SignInEntry = z.output<typeof SIGN_IN_SCHEMA>;
