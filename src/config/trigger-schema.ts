import { z } from 'zod';
import { about } from './fields.ts';

/** As long as `glob` takes, and short enough to be read. */
const pattern = z
  .string()
  .regex(/^[^\0\n]{1,200}$/, { error: 'a pattern such as src/**, at most 200 characters' })
  .meta({ title: 'pattern' });
const patterns = () => z.array(pattern).max(100);

/** Which pushes start a release of a service. */
export const TRIGGER_SCHEMA = z.strictObject({
  branches: about(
    patterns().min(1).exactOptional(),
    'Patterns; one must fit the branch that was pushed to. `*` is within a segment, `**` across. Without any: `branches` of the service, or else every branch.',
    ['main', 'release/*'],
  ),
  paths: about(
    patterns().prefault([]),
    'Patterns; one must fit a file that has changed. Without any: every file.',
    ['src/**', 'package.json'],
  ),
  pathsIgnore: about(
    patterns().prefault([]),
    'Patterns; files that one of them fits do not count as changed.',
    ['**/*.md'],
  ),
});
