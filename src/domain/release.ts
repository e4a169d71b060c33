/** A release: what starts it, what is known of it, and how it can end. */
import type { ErrorCode } from './errors.ts';
import type { Gate, Refusal, Verdict } from './gate.ts';
import type { SealedManifest } from './manifest.ts';
import type { Author, Mode, Plan } from './plan.ts';

/** What a release is started with: the argument of its workflow. */
export interface ReleaseInput {
  readonly id: string;
  readonly service: string;
  /** 40 hexadecimal digits. */
  readonly commit: string;
  /** The branch or tag that was asked for, if it was not a commit. */
  readonly ref?: string;
  readonly author: Author;
  /** The first line of the commit message. */
  readonly subject: string;
  /** The name of the caller. */
  readonly startedBy: string;
  /** The public key that votes must be signed with: Ed25519, SPKI, base64. */
  readonly voteKey: string;
  /** Where people find this release over HTTP. */
  readonly url: string;
}

export type Phase =
  | 'planning'
  | 'building'
  | 'testing'
  | 'awaiting-approval'
  | 'awaiting-lock'
  | 'deploying'
  | 'verifying'
  | 'done';

/** How a release can end. Neither `rejected` nor `expired` is a failure. */
export type Outcome = 'succeeded' | 'failed' | 'rejected' | 'expired' | 'cancelled';

/** What a workflow of a release gives back when it has not failed. */
export interface ReleaseResult {
  readonly outcome: Outcome;
  /** One line for people. */
  readonly summary: string;
}

export interface Artifact {
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
  readonly sizeBytes: number;
  /** A file is packed under its own name, a folder as what is in it. */
  readonly kind: 'file' | 'folder';
}

export interface Problem {
  readonly code: ErrorCode;
  readonly message: string;
}

export interface Step {
  /** Such as `build`, `test-unit`, `deploy-staging`: also the name of its log. */
  readonly name: string;
  readonly environment?: string;
  readonly state: 'running' | 'passed' | 'failed' | 'cancelled';
  readonly startedAtMs: number;
  readonly endedAtMs?: number;
  /** From 1; how often it was begun. */
  readonly attempt: number;
  readonly problem?: Problem;
}

export interface CastVote {
  readonly by: string;
  readonly verdict: Verdict;
  readonly atMs: number;
  readonly comment?: string;
  readonly counted: boolean;
  /** Why it does not count. */
  readonly reason?: Refusal;
}

/** All that is known of a release at one moment. Instants are milliseconds since the Unix epoch. */
export interface Release {
  readonly input: ReleaseInput;
  readonly startedAtMs: number;
  readonly endedAtMs?: number;
  readonly phase: Phase;
  /** Since when it is in this phase. */
  readonly sinceMs: number;
  /** The environment that the phase is about. */
  readonly environment?: string;
  readonly outcome?: Outcome;
  readonly problem?: Problem;
  readonly plan?: Plan;
  readonly artifact?: Artifact;
  readonly gate?: Gate;
  readonly manifest?: SealedManifest;
  readonly votes: readonly CastVote[];
  readonly steps: readonly Step[];
  /** The releases that it waits for, the holder of the lock first. */
  readonly behind: readonly string[];
  readonly cancel?: { readonly by: string; readonly reason?: string; readonly atMs: number };
}

/** What a list shows of a release. Instants are milliseconds since the Unix epoch. */
export type ReleaseRow = Pick<
  ReleaseInput,
  'id' | 'service' | 'commit' | 'ref' | 'author' | 'subject' | 'startedBy'
> &
  Pick<Release, 'startedAtMs' | 'endedAtMs' | 'environment' | 'outcome'> & {
    /** Coarser than that of one release: `deploying` covers the verification that follows it. */
    readonly phase: Phase;
  };

/** How the last environment, production, is entered; unknown before the plan is. */
export function modeOf(plan: Plan | undefined): { mode?: Mode; because?: string } {
  const last = plan?.environments.at(-1);
  if (!last) return {};
  return { mode: last.mode, ...(last.because && { because: last.because }) };
}
