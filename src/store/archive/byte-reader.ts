import { SlipwayError } from '../../domain/errors.ts';

/** Reads bytes that arrive in pieces. */
export interface ByteReader {
  /** Exactly so many. @throws SlipwayError ARTIFACT_CORRUPT if there are fewer */
  take(length: number): Promise<Buffer>;
  /** Exactly so many, in pieces as they come. @throws SlipwayError ARTIFACT_CORRUPT */
  chunks(length: number): AsyncGenerator<Buffer>;
  /** Reads to the end, and lets it go. */
  drain(): Promise<void>;
  /** Wants no more. */
  close(): Promise<void>;
}

export function readerOf(bytes: AsyncIterable<Uint8Array>): ByteReader {
  const source = bytes[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);

  async function* chunks(length: number): AsyncGenerator<Buffer> {
    for (let left = length; left > 0;) {
      if (held.length === 0) held = await next();
      const chunk = held.subarray(0, left);
      held = held.subarray(chunk.length);
      left -= chunk.length;
      yield chunk;
    }
  }
  async function next(): Promise<Buffer> {
    const { done, value } = await source.next();
    if (!done) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    const sentence = 'The artifact cannot be unpacked: it ends too early.';
    throw new SlipwayError('ARTIFACT_CORRUPT', sentence);
  }
  return {
    chunks,
    async take(length) {
      if (held.length < length) {
        const parts: Buffer[] = [];
        for await (const chunk of chunks(length)) parts.push(chunk);
        return Buffer.concat(parts);
      }
      const taken = held.subarray(0, length);
      held = held.subarray(length);
      return taken;
    },
    async drain() {
      for (let end = await source.next(); !end.done;) end = await source.next();
    },
    async close() {
      await source.return?.();
    },
  };
}
