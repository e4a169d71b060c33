/** The context of every source. */
export interface TemporalSourceContext {
  /** The variables to look into, and to run commands with. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Told a sentence when something has taken over a second. */
  readonly say: (sentence: string) => void;
}

/** One way to come by a Temporal CLI. */
export interface TemporalSource {
  /** Where it looks: the subject of its line in the error. */
  readonly name: string;
  /**
   * May be called again after it failed.
   *
   * @returns the absolute path of a CLI that runs
   * @throws Error saying in one readable line why there is none
   */
  find(): Promise<string>;
}
