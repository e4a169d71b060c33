/** What an identity provider has said of a person, when it was last asked. */
export interface SignedInPerson {
  readonly name: string;
  /** Groups as the provider names them: of its values those that the configuration knew then. */
  readonly claims: readonly string[];
  /** When the provider said so, in milliseconds since the Unix epoch. */
  readonly atMs: number;
}

/** Git, providers and the configuration may write one address with other capitals. */
export function isSamePerson(one: string, other: string): boolean {
  return oneSpelling(one) === oneSpelling(other);
}

/** The same text for every spelling of a person's name. */
export function oneSpelling(name: string): string {
  return name.trim().toLowerCase();
}
