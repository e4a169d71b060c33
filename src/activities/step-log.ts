import { LOG_LIMIT_BYTES, tailOf } from '../run/output.ts';
import { createMask } from '../run/masking.ts';
import type { LogKey, Store } from '../store/store.ts';

/** The log of one attempt of a step. Secrets are masked in everything that leaves here. */
export interface StepLog {
  /** Takes what a command puts out. `false` once it is too much: end the command then. */
  onOutput(chunk: Buffer): boolean;
  /** Writes a line of ours. */
  say(line: string): void;
  /** The end of what was put out, for the message of a failure. */
  tail(): string;
  /** Resolves when every byte is stored. */
  end(): Promise<void>;
}

export async function openStepLog(
  store: Store,
  key: LogKey,
  secrets: readonly string[],
): Promise<StepLog> {
  const writer = await store.openLog(key);
  const mask = createMask(secrets);
  // The tail is of what commands put out; what we say ourselves stands in the message already.
  const tail = tailOf();
  const tailMask = createMask(secrets);
  let size = 0;
  return {
    onOutput(chunk) {
      size += chunk.length;
      if (size > LOG_LIMIT_BYTES) return false;
      tail.add(tailMask.write(chunk));
      writer.write(mask.write(chunk));
      return true;
    },
    say: (line) => writer.write(mask.write(Buffer.from(`${line}\n`))),
    tail() {
      tail.add(tailMask.end());
      return tail.text();
    },
    async end() {
      writer.write(mask.end());
      await writer.end();
    },
  };
}
