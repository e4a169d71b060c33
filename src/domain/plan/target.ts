/** The targets of deployments. */

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
