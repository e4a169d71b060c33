/** Where a command speaks. */
export interface Terminal {
  /** Writes what was asked for. Resolves when more may be written. */
  out(text: string | Uint8Array): Promise<void>;
  /** Tells the person what happens beside it, or what went wrong. */
  note(line: string): void;
  /** Whether what was asked for goes to a screen that shows colours. */
  readonly colours: boolean;
  /** How wide the screen is, in characters; absent where lines may be of any length. */
  readonly columns?: number;
}
