import { z } from '@hono/zod-openapi';
import { type PushEvent, pushOf } from './push.ts';

const fullCommit = z.string().regex(/^[0-9a-f]{40}$/, 'expected 40 hexadecimal digits');

/** What who is neither GitHub nor GitLab sends. */
export const genericBody = z
  .strictObject({
    repository: z
      .string()
      .min(1)
      .max(1_000)
      .describe('An address of the repository, of https or ssh, or a path.')
      .openapi({ example: 'https://git.example.com/example/hello.git' }),
    ref: z
      .string()
      .min(1)
      .max(1_000)
      .describe('`refs/heads/main`, or the name of a branch.')
      .openapi({ example: 'refs/heads/main' }),
    commit: fullCommit.describe('What it leads to now; only zeros if it was removed.'),
    before: fullCommit
      .optional()
      .describe('What it led to before; only zeros if it is new. Without it all files count.'),
  })
  .openapi('Push');

/** @throws z.ZodError */
export function genericPush(payload: unknown): PushEvent {
  const { repository, ref, commit: after, before } = genericBody.parse(payload);
  return pushOf({ ref, before, after }, [repository]);
}
