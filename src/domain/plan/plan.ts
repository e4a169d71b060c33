/**
 * The plan: all that a release will do, read once at its commit and frozen. Plain JSON, because
 * the history stores it.
 */
import type { GatePolicy } from '../gate/gate.ts';
import type { Recipient } from '../notify/recipient.ts';
import type { PromotionRule } from './promotion.ts';
import type { Trigger } from './trigger.ts';

/** One command of a step, and how long it may run. */
export interface CommandStep {
  /** A line for `/bin/sh -c`, run in the root of the workspace. */
  readonly run: string;
  readonly timeoutMs: number;
  /** Variables with literal values. Secrets are named by `Plan.secrets`, never given here. */
  readonly env: Readonly<Record<string, string>>;
}

export interface BuildStep extends CommandStep {
  /** The file or folder that the build writes: a relative path inside the workspace. */
  readonly artifact: string;
}

export interface Suite extends CommandStep {
  readonly name: string;
}

export interface HttpVerification {
  readonly kind: 'http';
  readonly name: string;
  /** Appended to the url of the environment, such as `/healthz`. */
  readonly path: string;
  readonly expectStatus: number;
  /** The body must contain this text. */
  readonly expectText?: string;
  /** How long it may be tried again, in milliseconds. */
  readonly withinMs: number;
}

export interface CommandVerification extends CommandStep {
  readonly kind: 'run';
  readonly name: string;
}

/** How a number that was measured is compared with the one that is written. */
export type Comparison = '<' | '<=' | '>' | '>=' | '==' | '!=';

export interface Expectation {
  readonly operator: Comparison;
  /** Finite. */
  readonly value: number;
}

export interface PrometheusVerification {
  readonly kind: 'prometheus';
  readonly name: string;
  /** PromQL; `$service`, `$environment`, `$release` and `$commit` are replaced when it is asked. */
  readonly query: string;
  /** Every series of the answer must meet it. */
  readonly expect: Expectation;
  /** How long it may be tried again, in milliseconds. */
  readonly withinMs: number;
}

export type Verification = HttpVerification | CommandVerification | PrometheusVerification;

/** A check that is made again and again for a while after a deployment. */
export type WatchCheck = Verification & {
  /** From the beginning of one look to that of the next, in milliseconds. */
  readonly everyMs: number;
  /** How many looks in a row must fail before the watch has failed. From 1. */
  readonly failures: number;
};

/** What `pipeline.yaml` says, at the commit. */
export interface Pipeline {
  readonly build: BuildStep;
  /** In the order written; run in parallel. */
  readonly test: readonly Suite[];
  /** In the order written; run one after another. */
  readonly verify: readonly Verification[];
  /** In the order written; each looks by itself. Absent in plans that were made without. */
  readonly watch?: readonly WatchCheck[];
}

/** A folder with a `current` link that is switched at once. */
export interface DirectoryTarget {
  readonly kind: 'directory';
  /** Absolute, or relative to the folder of slipway.yaml. */
  readonly path: string;
  /** A line for `/bin/sh -c`, run in the released folder after the switch. Idempotent. */
  readonly activate?: string;
  readonly timeoutMs: number;
}

/** Any tool, by command line. */
export interface CommandTarget {
  readonly kind: 'command';
  /** Run in a folder that holds the artifact. Must be safe to run twice with one release. */
  readonly deploy: string;
  /** Prints the id of the release that is live on its first line, or nothing. */
  readonly probe?: string;
  readonly timeoutMs: number;
}

export type Target = DirectoryTarget | CommandTarget;

/** `deployment` goes on by itself; `delivery` asks people at a gate. */
export const PROMOTION_MODES = ['deployment', 'delivery'] as const;
export type PromotionMode = (typeof PROMOTION_MODES)[number];

/**
 * Which releases that wait are ended by a newer one: those that it overtakes by its approval, or
 * already by its arrival at the gate, or none.
 */
export type Supersede = 'on-approval' | 'on-arrival' | 'never';

/**
 * What follows when a deployment, its verification or its watch fails: the release fails, or asks a
 * person, or goes back to what was verified last.
 */
export type OnFailure = 'fail' | 'ask' | 'rollback';

/** One environment of a release: how it is entered, and what deploys there. */
export interface EnvironmentPlan {
  readonly name: string;
  readonly mode: PromotionMode;
  /** Why it is entered that way, in the operator's words. */
  readonly because?: string;
  /** The conditions by which the mode is chosen when it is entered; absent where there are none. */
  readonly promotion?: readonly PromotionRule[];
  /** Present when a rule may ask people, or when a person may switch to asking. */
  readonly gate?: GatePolicy;
  /** How long it must have been verified in the environment before, in milliseconds. */
  readonly soakMs?: number;
  /** Names of the calendars that must all be open. What they say is read when it matters. */
  readonly windows?: readonly string[];
  readonly supersede?: Supersede;
  readonly onFailure?: OnFailure;
  /** Where it answers, such as `http://127.0.0.1:4001`. */
  readonly url?: string;
  /** Where the Prometheus is that knows about it, such as `http://127.0.0.1:9090`. */
  readonly prometheus?: string;
  /** How long it is watched after it was verified, in milliseconds; absent: not at all. */
  readonly watchMs?: number;
  readonly target: Target;
  /** Names of variables of the worker that its commands may see. */
  readonly secrets: readonly string[];
}

export interface Author {
  readonly name: string;
  readonly email: string;
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
  readonly coalesce?: boolean;
  /** SHA-256 over all of the above. */
  readonly digest: string;
}

/** The service as slipway.yaml has it: everything of a plan but what the commit says. */
export type ServicePlan = Pick<
  Plan,
  'service' | 'repository' | 'environments' | 'secrets' | 'heartbeatMs' | 'coalesce'
> & {
  /** The commit must be reachable from one of these branches. Empty allows every commit. */
  readonly branches: readonly string[];
  /** Which pushes start a release; absent: none does. */
  readonly trigger?: Trigger;
  /** Who is told what happens to its releases, as slipway.yaml has it now. */
  readonly notify?: readonly Recipient[];
};
