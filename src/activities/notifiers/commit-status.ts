import type { CommitStatus } from '../../domain/release/commit-status.ts';

/** What the status of a commit is called: several services may release one commit. */
export function statusName(service: string, { environment }: CommitStatus): string {
  return ['slipway', service, environment].filter((part) => part !== undefined).join('/');
}

/** A sentence that is no longer than the host of the commits takes. */
export function shortened(sentence: string, longest: number): string {
  return sentence.length <= longest ? sentence : `${sentence.slice(0, longest - 1)}…`;
}
