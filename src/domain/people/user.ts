/** What an identity provider has said of a person, when it was last asked. */
export interface SignedInUser {
  readonly name: string;
  /** Groups as the provider names them: of its values those that the configuration knew then. */
  readonly claims: readonly string[];
  /** When the provider said so, in milliseconds since the Unix epoch. */
  readonly atMs: number;
}

/** Git, providers and the configuration may write one address with other capitals. */
export function isSameUser(one: string, other: string): boolean {
  return normalizeUserName(one) === normalizeUserName(other);
}

/** The same text for every spelling of a person's name. */
export function normalizeUserName(name: string): string {
  return name.trim().toLowerCase();
}
