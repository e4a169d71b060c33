import { z } from '@hono/zod-openapi';
import { type PushEvent, pushOf } from './push.ts';

const pushed = z.object({
  ref: z.string().max(1_000),
  before: z.string().regex(/^[0-9a-f]{40}$/),
  after: z.string().regex(/^[0-9a-f]{40}$/),
  project: z.object({
    git_http_url: z.string(),
    git_ssh_url: z.string().optional(),
    web_url: z.string().optional(),
  }),
});

const event = z.object({ object_kind: z.string().max(100).optional() });

/**
 * Reads an event of a GitLab project, group or system hook.
 *
 * @throws z.ZodError
 */
export function gitlabPush(payload: unknown): PushEvent {
  const { object_kind: kind = 'without a kind' } = event.parse(payload);
  if (kind !== 'push') return { kind: 'nothing', reason: `${kind} events do not start releases.` };
  const { ref, before, after, project } = pushed.parse(payload);
  const { git_http_url: https, git_ssh_url: ssh, web_url: page } = project;
  const addresses = [https, ssh, page].filter((address) => address !== undefined);
  return pushOf({ ref, before, after }, addresses);
}
