import { SlipwayError } from '../../domain/errors.ts';
import { type BytePath, latin1 } from '../byte-path.ts';
import { type ByteReader, readerOf } from './byte-reader.ts';
import { BLOCK_BYTES, type Entry, padding } from './entry.ts';

/** Names are at most as long as a path; the rest is for what others note of a file. */
const MOST_NOTES_BYTES = 64 * 1024;

/** An entry, with its content. */
export interface ReadEntry extends Entry {
  /** Read it to its end before the next entry is asked for. */
  readonly content: AsyncIterable<Buffer>;
}

/** What stands before an entry, in place of what does not fit into its header. */
interface Notes {
  name?: BytePath;
  target?: BytePath;
  sizeBytes?: number;
}

/**
 * Reads what `packArchive` wrote, now or in an earlier version: that put long names, and those
 * beyond ASCII, into records of POSIX. Whatever else an archive may hold is refused. The bytes are
 * read to their end, also behind the archive: who checks them does so there.
 *
 * @throws SlipwayError ARTIFACT_CORRUPT if it is no whole archive of these
 * @throws the error of the bytes
 */
export async function* readEntries(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ReadEntry> {
  const reader = readerOf(bytes);
  try {
    let notes: Notes = {};
    for (;;) {
      const header = await reader.take(BLOCK_BYTES);
      if (header.every((byte) => byte === 0)) break;
      checkSum(header);
      const type = String.fromCharCode(header.readUInt8(156));
      if (type === 'K' || type === 'L' || type === 'x') {
        notes = { ...notes, ...(await readNotes(reader, type, sizeIn(header))) };
        continue;
      }
      yield* readEntry(reader, header, type, notes);
      notes = {};
    }
    await reader.drain();
  } finally {
    await reader.close();
  }
}

async function* readEntry(
  reader: ByteReader,
  header: Buffer,
  type: string,
  notes: Notes,
): AsyncGenerator<ReadEntry> {
  const named = notes.name ?? nameIn(header);
  const name = named.replace(/\/+$/, '') as BytePath;
  const kind = kindOf(type, named);
  const sizeBytes = kind === 'file' ? (notes.sizeBytes ?? sizeIn(header)) : 0;
  const content = reader.chunks(sizeBytes);
  const mayRun = (numberIn(header, 100, 8) & 0o100) !== 0;
  const target = notes.target ?? textIn(header, 157, 100);
  yield { name, kind, mayRun, sizeBytes, content, ...(kind === 'link' && { target }) };
  await reader.take(padding(sizeBytes));
}

function kindOf(type: string, name: string): Entry['kind'] {
  if (type === '5') return 'directory';
  if (type === '2') return 'link';
  if ((type === '0' || type === '\0') && !name.endsWith('/')) return 'file';
  throw corrupt(`an entry of the type ${JSON.stringify(type)} is none that Slipway writes`);
}

async function readNotes(reader: ByteReader, type: 'K' | 'L' | 'x', size: number): Promise<Notes> {
  if (size > MOST_NOTES_BYTES) throw corrupt('a name in it is longer than any path');
  const content = await reader.take(size);
  await reader.take(padding(size));
  if (type === 'L') return { name: textIn(content, 0, size) };
  if (type === 'K') return { target: textIn(content, 0, size) };
  return recordsIn(content);
}

/** Records such as `18 path=some/name`, each with its length and a line end. */
function recordsIn(content: Buffer): Notes {
  const notes: Notes = {};
  for (let at = 0; at < content.length;) {
    const [, digits = '', key] = /^(\d{1,6}) ([^=]+)=/.exec(content.toString('latin1', at)) ?? [];
    const end = at + Number(digits);
    const start = at + `${digits} ${key}=`.length;
    if (key === undefined || end <= start || content[end - 1] !== 0x0a)
      throw corrupt('a record in it is not whole');
    const value = latin1(content.subarray(start, end - 1));
    if (key === 'path') notes.name = value;
    if (key === 'linkpath') notes.target = value;
    if (key === 'size') notes.sizeBytes = sizeOf(Number(value));
    at = end;
  }
  return notes;
}

function nameIn(header: Buffer): BytePath {
  const name = textIn(header, 0, 100);
  const prefix = textIn(header, 345, 155);
  return prefix === '' ? name : (`${prefix}/${name}` as BytePath);
}

/** Up to the first zero. */
function textIn(bytes: Buffer, at: number, length: number): BytePath {
  const field = bytes.subarray(at, at + length);
  const end = field.indexOf(0);
  return latin1(end < 0 ? field : field.subarray(0, end));
}

function sizeIn(header: Buffer): number {
  if (header.readUInt8(124) === 0x80) return sizeOf(Number(header.readBigUInt64BE(128)));
  return sizeOf(numberIn(header, 124, 12));
}

function sizeOf(number: number): number {
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw corrupt('a size in it is no number');
}

/** Octal digits, up to a space or a zero. */
function numberIn(header: Buffer, at: number, length: number): number {
  const digits = textIn(header, at, length).trim();
  return /^[0-7]*$/.test(digits) ? Number.parseInt(digits || '0', 8) : Number.NaN;
}

function checkSum(header: Buffer): void {
  const blank = Buffer.from(header).fill(' ', 148, 156);
  if (numberIn(header, 148, 8) !== blank.reduce((sum, byte) => sum + byte))
    throw corrupt('a header in it is not what was written');
}

function corrupt(why: string): SlipwayError {
  return new SlipwayError('ARTIFACT_CORRUPT', `The artifact cannot be unpacked: ${why}.`);
}
