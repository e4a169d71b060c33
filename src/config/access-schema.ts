import { z } from 'zod';
import { ROLES } from '../domain/people/principal.ts';
import { about, name, serviceName } from './fields.ts';

const rule = z.strictObject({
  groups: about(z.array(name()).min(1), 'The groups.', ['release-managers']),
  roles: about(z.array(z.enum(ROLES)).min(1), 'Their roles.', ['approve', 'operate']),
  services: about(
    z.array(serviceName()).min(1).exactOptional(),
    'Limits the roles to these services. Default: all.',
    ['shop'],
  ),
  environments: about(
    z.array(name()).min(1).exactOptional(),
    'Limits the roles to these environments. Default: all, and calls about a release as a whole, such as its start.',
    ['production'],
  ),
});

/** The roles of groups, limited to services and environments. */
export const ACCESS_SCHEMA = z.array(rule).prefault([]);
