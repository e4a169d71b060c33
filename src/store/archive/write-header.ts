import { bytesOf, type BytePath } from '../byte-path.ts';
import { BLOCK_BYTES, type Entry, padding } from './entry.ts';

/** What fits into the field of a header. */
const FIELD_BYTES = 100;
/** From here on a size does not fit into eleven octal digits. */
const OCTAL_END = 8 ** 11;

/**
 * The header of an entry in the format of tar. Names are written as the bytes that they are, and
 * those that do not fit go before it, the way GNU does it: of all ways the only one that says
 * nothing about their encoding. Of owners and times there is nothing.
 */
export function headerOf(entry: Entry): Buffer {
  const { kind, sizeBytes, target } = entry;
  const name = kind === 'directory' ? (`${entry.name}/` as BytePath) : entry.name;
  const mode = kind === 'file' && !entry.mayRun ? 0o644 : 0o755;
  const type = kind === 'file' ? '0' : kind === 'directory' ? '5' : '2';
  return Buffer.concat([
    ...(target === undefined ? [] : longName('K', target)),
    ...longName('L', name),
    block({ name, mode, sizeBytes, type, ...(target !== undefined && { target }) }),
  ]);
}

/** An entry of its own for a name, with a zero at its end. */
function longName(type: 'K' | 'L', name: BytePath): Buffer[] {
  if (name.length <= FIELD_BYTES) return [];
  const sizeBytes = name.length + 1;
  const content = Buffer.alloc(sizeBytes + padding(sizeBytes));
  bytesOf(name).copy(content);
  const header = block({ name: '././@LongLink' as BytePath, mode: 0o644, sizeBytes, type });
  return [header, content];
}

function block(fields: {
  readonly name: BytePath;
  readonly mode: number;
  readonly sizeBytes: number;
  readonly type: string;
  readonly target?: BytePath;
}): Buffer {
  const { name, mode, sizeBytes, type, target } = fields;
  const header = Buffer.alloc(BLOCK_BYTES);
  header.write(name.slice(0, FIELD_BYTES), 0, 'latin1');
  header.write(`${octal(mode, 6)} `, 100);
  writeSize(header, sizeBytes);
  // As archives of earlier versions have it, so that equal content keeps its digest.
  if (type !== '5') header.write(`${octal(0, 10)} `, 136);
  header.write(type, 156);
  if (target !== undefined) header.write(target.slice(0, FIELD_BYTES), 157, 'latin1');
  header.write('ustar\u{0}00', 257);
  header.write('000000 ', 329);
  header.write('000000 ', 337);
  // The sum is made with spaces in its own place.
  header.fill(' ', 148, 156);
  header.write(
    `${octal(
      header.reduce((sum, byte) => sum + byte),
      6,
    )} \u{0}`,
    148,
  );
  return header;
}

function writeSize(header: Buffer, sizeBytes: number): void {
  if (sizeBytes < OCTAL_END) {
    header.write(`${octal(sizeBytes, 10)} `.slice(0, 11), 124);
    return;
  }
  header.writeUInt8(0x80, 124);
  header.writeBigUInt64BE(BigInt(sizeBytes), 128);
}

function octal(number: number, digits: number): string {
  return number.toString(8).padStart(digits, '0');
}
