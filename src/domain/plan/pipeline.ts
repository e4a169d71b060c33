/** The contents of `pipeline.yaml`: how a service is built, tested, verified and watched. */

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
  readonly retryForMs: number;
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
  /** PromQL; `$service`, `$environment`, `$release` and `$commit` are replaced before the query. */
  readonly query: string;
  /** Every series of the result must meet it. */
  readonly expect: Expectation;
  /** How long it may be tried again, in milliseconds. */
  readonly retryForMs: number;
}

export type Verification = HttpVerification | CommandVerification | PrometheusVerification;

/** A check that is made again and again for a while after a deployment. */
export type WatchCheck = Verification & {
  /** From the start of one check to the start of the next, in milliseconds. */
  readonly intervalMs: number;
  /** How many checks in a row must fail before the watch has failed. From 1. */
  readonly failureThreshold: number;
};

/** The contents of `pipeline.yaml` at the commit. */
export interface Pipeline {
  readonly build: BuildStep;
  /** In the order written; run in parallel. */
  readonly test: readonly Suite[];
  /** In the order written; run one after another. */
  readonly verify: readonly Verification[];
  /** In the order written; each runs by itself. Absent in plans without a watch. */
  readonly watch?: readonly WatchCheck[];
}
