/** What a target is asked to make live. */
export interface Deployment {
  readonly releaseId: string;
  readonly service: string;
  readonly environment: string;
  /** 40 hexadecimal digits. */
  readonly commit: string;
  /** Of the artifact, `sha256:…`. */
  readonly digest: string;
  /** Where the environment answers, if it is known. */
  readonly url?: string;
}

/** What a target may use while it works. */
export interface DeployContext {
  /** Opens the bytes of the artifact; they are checked against the digest as they are read. */
  artifact(): Promise<AsyncIterable<Uint8Array>>;
  /** The log of the step, masked. Returning `false` ends the command as too loud. */
  onOutput(chunk: Buffer): boolean;
  /** Fires when the step is cancelled or the worker stops. */
  readonly signal: AbortSignal;
  /** Values of the environment's secrets by name. */
  readonly secrets: Readonly<Record<string, string>>;
  /** PATH of the worker. */
  readonly path: string;
  /** The trace that its commands are part of. */
  readonly traceparent?: string | undefined;
  /** An empty folder for the time of the step. */
  readonly scratch: string;
  /** Whether an attempt before may have deployed, and was cut off. */
  readonly isRepeated: boolean;
}

/** What is live, as a target tells it. */
export interface Probed {
  /** Whether it could tell. */
  readonly known: boolean;
  /** The release that is live, if there is one. */
  readonly releaseId?: string;
}

export interface DeployReport {
  /** Whether this call switched what is live; `false` if it was live already. */
  readonly switched: boolean;
  /** The release that was live before, if there was one. */
  readonly previous?: string;
}

/** A place that runs artifacts. One implementation for each kind of target. */
export interface DeployTarget {
  /**
   * Makes a release live. Two calls with one release have the effect of one, also when the first
   * was killed anywhere in between.
   *
   * @throws SlipwayError TARGET_NOT_WRITABLE, DISK_FULL, ARTIFACT_CORRUPT, NAME_UNSUPPORTED,
   *   DEPLOY_FAILED, ACTIVATION_FAILED, STEP_TIMED_OUT, STEP_KILLED, LOG_TOO_LARGE; what was live before is live
   *   then (for `command`: as far as its tool promises it)
   * @throws SlipwayError DEPLOYMENT_STATE_UNKNOWN if it is repeated and the target cannot tell what is live
   * @throws the abort reason of the signal, with what was live before live again
   */
  deploy(deployment: Deployment, context: DeployContext): Promise<DeployReport>;
  /**
   * Asks which release is live.
   *
   * @param deployment that may have been made: its commands are told of it as `deploy`'s are
   * @throws the abort reason of the signal
   */
  probe(
    deployment: Deployment,
    context: Omit<DeployContext, 'artifact' | 'isRepeated'>,
  ): Promise<Probed>;
}
