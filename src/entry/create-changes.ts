import type { Changes, ChangesRequest } from '../api/releases/changes.ts';
import type { Source } from '../source/source.ts';

/** What lies between two commits never changes, and is looked at again and again by who waits. */
const REMEMBERED = 200;

/** Makes the function that tells what lies between two commits. */
export function createChanges(source: Pick<Source, 'change' | 'commits'>) {
  const known = new Map<string, Promise<Changes>>();
  return function changes(request: ChangesRequest): Promise<Changes> {
    const key = JSON.stringify(request);
    const found = known.get(key) ?? look(source, request);
    // Put in anew each time, so that the first one is the one that was not asked for longest.
    known.delete(key);
    known.set(key, found);
    const [oldest] = known.keys();
    if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
    found.catch(() => known.delete(key));
    return found;
  };
}

async function look(
  source: Pick<Source, 'change' | 'commits'>,
  { skip, limit, ...range }: ChangesRequest,
): Promise<Changes> {
  const change = await source.change(range);
  const { commits, commitCount } = await source.commits({ ...range, skip, limit });
  const { authors: _, authorCount: __, message: ___, ...told } = change;
  return { commits, commitCount, ...told };
}
