import { serviceNamed } from './services.ts';
import type { Session } from './session.ts';

/** What a start or a plan is about, as the API takes it. */
export type RefOrCommit = { readonly commit: string } | { readonly ref: string };

/**
 * Reads what a person wants released. Seven and more hexadecimal digits are a commit, anything
 * else is a branch or a tag.
 *
 * @param name absent: the first branch of the service
 */
export async function commitOrRef(
  session: Session,
  service: string,
  name: string | undefined,
): Promise<RefOrCommit> {
  if (name === undefined)
    return { ref: (await serviceNamed(session, service)).branches[0] ?? 'main' };
  return /^[0-9a-f]{7,40}$/.test(name) ? { commit: name } : { ref: name };
}
