import { z } from '@hono/zod-openapi';

const paths = z.array(z.string()).optional();

/** A commit as GitHub and GitLab tell it, as far as it matters. */
export const commit = z.object({ added: paths, removed: paths, modified: paths });

/** A list that is as long may have been cut off. */
const LONG = 300;

/**
 * The files that commits have changed.
 *
 * @returns nothing where a commit does not tell all of them
 */
export function listed(commits: readonly z.infer<typeof commit>[]): { paths?: readonly string[] } {
  const lists = commits.flatMap(({ added, removed, modified }) => [added, removed, modified]);
  const known = lists.filter((list) => list !== undefined && list.length < LONG);
  if (known.length < lists.length) return {};
  return { paths: [...new Set(known.flat())] as readonly string[] };
}
