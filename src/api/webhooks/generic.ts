import { z } from '@hono/zod-openapi';
import { type PushEvent, pushOf } from './push.ts';

const fullCommit = z.string().regex(/^[0-9a-f]{40}$/, 'expected 40 hexadecimal digits');

/** The body of a push from any other host. */
export const genericBody = z
  .strictObject({
    repository: z
      .string()
      .min(1)
      .max(1_000)
      .describe('The https or ssh URL of the repository, or its path.')
      .openapi({ example: 'https://git.example.com/example/hello.git' }),
    ref: z
      .string()
      .min(1)
      .max(1_000)
      .describe('`refs/heads/main`, or a branch name.')
      .openapi({ example: 'refs/heads/main' }),
    commit: fullCommit.describe('The new commit of the branch; all zeros if it was deleted.'),
    before: fullCommit
      .optional()
      .describe(
        'The previous commit; all zeros for a new branch. Without it, all files count as changed.',
      ),
  })
  .openapi('Push');

/** @throws z.ZodError */
export function genericPush(payload: unknown): PushEvent {
  const { repository, ref, commit: after, before } = genericBody.parse(payload);
  return pushOf({ ref, before, after }, [repository]);
}
