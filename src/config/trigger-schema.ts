import { z } from 'zod';
import { about } from './fields.ts';

/** The longest pattern that `glob` takes, and short enough to be read. */
const pattern = z
  .string()
  .regex(/^[^\0\n]{1,200}$/, { error: 'a pattern such as src/**, at most 200 characters' })
  .meta({ title: 'pattern' });
const patterns = () => z.array(pattern).max(100);

/** Which pushes start a release of a service. */
export const TRIGGER_SCHEMA = z.strictObject({
  branches: about(
    patterns().min(1).exactOptional(),
    'Start only if the pushed branch matches one of these patterns; `*` matches within a segment, `**` across segments. Default: `branches` of the service, or every branch.',
    ['main', 'release/*'],
  ),
  paths: about(
    patterns().prefault([]),
    'Start only if a changed file matches one of these patterns. Default: every file.',
    ['src/**', 'package.json'],
  ),
  pathsIgnore: about(
    patterns().prefault([]),
    'Changed files that match one of these patterns are ignored.',
    ['**/*.md'],
  ),
});
