/** Users of whom one must approve. */
export interface Group {
  readonly name: string;
  /** Names of users; others may be members by the claims of an identity provider. */
  readonly members: readonly string[];
}
