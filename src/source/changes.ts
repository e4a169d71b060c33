import type { CommittedChange } from './change.ts';
import type { ChangedCommits, CommitsRequest } from './commits-of-change.ts';
import type { Source } from './source.ts';

/** The commits and files between two commits. */
export type Changes = ChangedCommits & Omit<CommittedChange, 'authors' | 'authorCount' | 'message'>;

/** A difference between two commits never changes, and pages ask for it again and again. */
const CACHED = 200;

/** Makes a function that reads the commits and files between two commits, with a cache. */
export function createChanges(source: Pick<Source, 'change' | 'commits'>) {
  const cache = new Map<string, Promise<Changes>>();
  return function changes(request: CommitsRequest): Promise<Changes> {
    const key = JSON.stringify(request);
    const found = cache.get(key) ?? read(source, request);
    // Inserted again each time, so that the first entry is the least recently used.
    cache.delete(key);
    cache.set(key, found);
    const [oldest] = cache.keys();
    if (cache.size > CACHED && oldest !== undefined) cache.delete(oldest);
    found.catch(() => cache.delete(key));
    return found;
  };
}

async function read(
  source: Pick<Source, 'change' | 'commits'>,
  { skip, limit, ...range }: CommitsRequest,
): Promise<Changes> {
  const change = await source.change(range);
  const { commits, commitCount } = await source.commits({ ...range, skip, limit });
  const { authors: _, authorCount: __, message: ___, ...summary } = change;
  return { commits, commitCount, ...summary };
}
