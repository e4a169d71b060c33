import { z } from '@hono/zod-openapi';
import { type PushEvent, pushOf } from './push.ts';

const pushed = z.object({
  ref: z.string().max(1_000),
  before: z.string().regex(/^[0-9a-f]{40}$/),
  after: z.string().regex(/^[0-9a-f]{40}$/),
  repository: z.object({
    clone_url: z.string(),
    ssh_url: z.string().optional(),
    html_url: z.string().optional(),
  }),
});

/**
 * Reads an event of GitHub, or of a compatible host (Gitea, Forgejo).
 *
 * @param event the header `X-GitHub-Event`
 * @throws z.ZodError
 */
export function githubPush(event: string, payload: unknown): PushEvent {
  if (event !== 'push')
    return { kind: 'nothing', reason: `${event} events do not start releases.` };
  const { ref, before, after, repository } = pushed.parse(payload);
  const { clone_url: https, ssh_url: ssh, html_url: page } = repository;
  const addresses = [https, ssh, page].filter((address) => address !== undefined);
  return pushOf({ ref, before, after }, addresses);
}
