/** People of whom one must approve. */
export interface Group {
  readonly name: string;
  /** Names of people; others may belong to it by what an identity provider says. */
  readonly members: readonly string[];
}
