/**
 * The plan: all that a release will do, read once at its commit and frozen. Plain JSON, because
 * the history stores it.
 */
import type { Author } from '../author.ts';
import type { GatePolicy } from '../gate/gate.ts';
import type { Recipient } from '../notify/recipient.ts';
import type { Pipeline } from './pipeline.ts';
import type { PromotionMode, PromotionRule } from './promotion.ts';
import type { Target } from './target.ts';
import type { Trigger } from './trigger.ts';

/**
 * Which releases that wait are ended by a newer one: those that it overtakes by its approval, or
 * already by its arrival at the gate, or none.
 */
export type Supersede = 'on-approval' | 'on-arrival' | 'never';

/**
 * What follows when a deployment, its verification or its watch fails: the release fails, or asks a
 * user, or is rolled back.
 */
export type OnFailure = 'fail' | 'ask' | 'rollback';

/** One environment of a release: how it is entered, and what deploys there. */
export interface EnvironmentPlan {
  readonly name: string;
  readonly mode: PromotionMode;
  /** The reason for the mode, in the operator's words. */
  readonly reason?: string;
  /** The conditions by which the mode is chosen when it is entered; absent where there are none. */
  readonly promotion?: readonly PromotionRule[];
  /** Present where a rule may require approval, or a user may change the mode to approval. */
  readonly gate?: GatePolicy;
  /** How long it must have been verified in the environment before, in milliseconds. */
  readonly soakMs?: number;
  /** Names of the windows that must all be open. Their times are read when they matter. */
  readonly windows?: readonly string[];
  readonly supersede?: Supersede;
  readonly onFailure?: OnFailure;
  /** The URL of the service there, such as `http://127.0.0.1:4001`. */
  readonly url?: string;
  /** The Prometheus for its checks, such as `http://127.0.0.1:9090`. */
  readonly prometheus?: string;
  /** How long it is watched after it was verified, in milliseconds; absent: not at all. */
  readonly watchMs?: number;
  readonly target: Target;
  /** Names of variables of the worker that its commands may see. */
  readonly secrets: readonly string[];
}

export interface Plan {
  readonly service: string;
  /** A git URL or an absolute path. */
  readonly repository: string;
  /** 40 hexadecimal digits. */
  readonly commit: string;
  readonly author: Author;
  /** The first line of the commit message. */
  readonly subject: string;
  readonly pipeline: Pipeline;
  /** In the order in which they are entered. */
  readonly environments: readonly EnvironmentPlan[];
  /** Names of variables of the worker that build and test commands may see. */
  readonly secrets: readonly string[];
  /** After how long without a sign of life a step is run again elsewhere. */
  readonly heartbeatMs: number;
  /** Whether a commit that waits for the build is left out when a newer one comes. */
  readonly buildLatestOnly?: boolean;
  /** SHA-256 over all of the above. */
  readonly digest: string;
}

/** The service as slipway.yaml has it: everything of a plan that does not depend on the commit. */
export type ServicePlan = Pick<
  Plan,
  'service' | 'repository' | 'environments' | 'secrets' | 'heartbeatMs' | 'buildLatestOnly'
> & {
  /** The commit must be reachable from one of these branches. Empty allows every commit. */
  readonly branches: readonly string[];
  /** Which pushes start a release; absent: none does. */
  readonly trigger?: Trigger;
  /** The recipients of its notifications, as slipway.yaml has them now. */
  readonly notifications?: readonly Recipient[];
};
