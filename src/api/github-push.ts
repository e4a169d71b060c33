import { z } from '@hono/zod-openapi';
import { type PushEvent, pushOf } from '../domain/push.ts';
import { commit, listed } from './pushed-commits.ts';

/** GitHub tells at most so many commits of a push. */
const MOST_COMMITS = 2_048;

const pushed = z.object({
  ref: z.string().max(1_000),
  before: z.string().regex(/^[0-9a-f]{40}$/),
  after: z.string().regex(/^[0-9a-f]{40}$/),
  forced: z.boolean().optional(),
  commits: z.array(commit),
  // Of those who imitate GitHub, and tell fewer commits.
  total_commits: z.number().optional(),
  repository: z.object({
    clone_url: z.string(),
    ssh_url: z.string().optional(),
    html_url: z.string().optional(),
  }),
});

/**
 * Reads an event of GitHub, or of whom imitates it (Gitea, Forgejo).
 *
 * @param event the header `X-GitHub-Event`
 * @throws z.ZodError
 */
export function githubPush(event: string, payload: unknown): PushEvent {
  if (event !== 'push') return { kind: 'nothing', because: `The event ${event} starts nothing.` };
  const { ref, before, after, forced, commits, repository, ...told } = pushed.parse(payload);
  const total = told.total_commits ?? commits.length;
  const isWhole = forced !== true && total === commits.length && total < MOST_COMMITS;
  const { clone_url: https, ssh_url: ssh, html_url: page } = repository;
  return pushOf(
    { ref, before, after },
    {
      repositories: [https, ssh, page].filter((address) => address !== undefined),
      ...(isWhole && listed(commits)),
    },
  );
}
