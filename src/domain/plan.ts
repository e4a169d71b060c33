/**
 * The plan: all that a release will do, read once at its commit and frozen. Plain JSON, because
 * the history stores it.
 */
import type { GatePolicy } from './gate.ts';

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

export type Verification = HttpVerification | CommandVerification;

/** What `pipeline.yaml` says, at the commit. */
export interface Pipeline {
  readonly build: BuildStep;
  /** In the order written; run in parallel. */
  readonly test: readonly Suite[];
  /** In the order written; run one after another. */
  readonly verify: readonly Verification[];
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
export type Mode = 'deployment' | 'delivery';

/** One environment of a release: how it is entered, and what deploys there. */
export interface EnvironmentPlan {
  readonly name: string;
  readonly mode: Mode;
  /** Why it is entered that way, in the operator's words. */
  readonly because?: string;
  /** Present exactly when the mode is `delivery`. */
  readonly gate?: GatePolicy;
  /** Where it answers, such as `http://127.0.0.1:4001`. */
  readonly url?: string;
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
  /** SHA-256 over all of the above. */
  readonly digest: string;
}

/** The service as slipway.yaml has it: everything of a plan but what the commit says. */
export type ServicePlan = Pick<
  Plan,
  'service' | 'repository' | 'environments' | 'secrets' | 'heartbeatMs'
> & {
  /** The commit must be reachable from one of these branches. Empty allows every commit. */
  readonly branches: readonly string[];
};
