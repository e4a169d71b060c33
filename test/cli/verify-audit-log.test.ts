import { describe, expect, it } from 'vitest';
import { auditVerdictLines } from '../../src/cli/audit-verdict-lines.ts';
import { verifyAuditLog } from '../../src/cli/verify-audit-log.ts';
import type { AuditEntry } from '../../src/domain/audit-log/entry.ts';
import { BEGINNING, chained, lineOf } from '../../src/audit/hash-chain.ts';
import {
  bytesOf,
  DIGEST,
  ENTRIES,
  linesOf,
  newKeys,
  RECORD_ID,
  signedEntries,
} from '../support/record.ts';

const KEYS = newKeys();
const SIGNED = signedEntries(ENTRIES, KEYS);
const LINES = linesOf(SIGNED);
const verify = (lines: readonly string[]) => verifyAuditLog(bytesOf(lines), KEYS.publicKey);

/** As somebody would do it who can write the file, but has not the key. */
function forged(change: (entry: AuditEntry) => AuditEntry): string[] {
  return linesOf(SIGNED.map((entry) => (entry.kind === 'attestation' ? entry : change(entry))));
}

describe('a record', () => {
  it('A2 is valid as it was written, and tells what it is about', () => {
    expect(verify(LINES)).toEqual({
      kind: 'signed',
      entries: 12,
      release: RECORD_ID,
      outcome: 'succeeded',
      subject: { name: 'hello', digest: { sha256: DIGEST.slice(7) } },
      later: 0,
    });
  });

  it('A2 is broken by any other byte at any place', () => {
    // Short, because every place is tried.
    const [first, , third] = ENTRIES as [AuditEntry, AuditEntry, AuditEntry];
    const bytes = bytesOf(linesOf([first, third, { id: 'é�', kind: 'ended', atMs: 1 }]));
    expect(verifyAuditLog(bytes, KEYS.publicKey).kind).toBe('unsigned');
    const lineAt = (i: number) => bytes.subarray(0, i).toString('latin1').split('\n').length;
    for (const [i, byte] of bytes.entries()) {
      for (const other of [byte ^ 1, byte ^ 0x20, byte ^ 0x80, 0xf0, 0x20, 0x0a]) {
        if (other === byte) continue;
        const changed = Buffer.from(bytes);
        changed[i] = other;
        const verdict = verifyAuditLog(changed, KEYS.publicKey);
        expect(verdict.kind, `${i}: ${byte} to ${other}`).toBe('broken');
        // The place is named, unless it is no text any more.
        if (verdict.kind === 'broken' && verdict.why !== 'It is not UTF-8.')
          expect(verdict.line, `${i}: ${byte} to ${other}`).toBe(lineAt(i));
      }
    }
  });

  it('A2 is broken by any other byte in what is signed, also at the end of it', () => {
    const bytes = bytesOf(LINES);
    for (let i = 0; i < bytes.length; i += 7) {
      const changed = Buffer.from(bytes);
      changed[i] = (bytes[i] as number) ^ 1;
      expect(verifyAuditLog(changed, KEYS.publicKey).kind, String(i)).toBe('broken');
    }
  });

  it.each([
    ['a line is removed', LINES.toSpliced(4, 1), 5, 'Entry 5 is missing'],
    ['the first line is removed', LINES.slice(1), 1, 'Entry 1 is missing'],
    [
      'two lines are swapped',
      LINES.with(3, LINES[4] ?? '').with(4, LINES[3] ?? ''),
      4,
      'Entry 4 is',
    ],
    ['a line is doubled', LINES.toSpliced(4, 0, LINES[3] ?? ''), 5, 'Entry 4 stands where entry 5'],
    ['a line is cut off', LINES.with(5, LINES[5]?.slice(0, 40) ?? ''), 6, 'cut off'],
    ['an empty line is put in', LINES.toSpliced(2, 0, ''), 3, 'no entry'],
    ['it is empty', [], 1, 'empty'],
  ])('A2 is broken when %s, and the line is named', (_, lines, line, why) => {
    expect(verify(lines)).toEqual({ kind: 'broken', line, why: expect.stringContaining(why) });
  });

  it('A2 is broken when its last line is cut off, and the line is named', () => {
    const bytes = bytesOf(LINES);
    for (const length of [1, 2, 100])
      expect(verifyAuditLog(bytes.subarray(0, -length), KEYS.publicKey)).toEqual({
        kind: 'broken',
        line: 12,
        why: 'It is cut off: no line feed.',
      });
  });

  it.each([
    ['a space more', (line: string) => line.replace(',', ', ')],
    ['a field twice', (line: string) => line.replace('{', '{"by":"eve",')],
    ['a letter written otherwise', (line: string) => line.replace('hello', '\\u0068ello')],
    ['a BOM', (line: string) => `\ufeff${line}`],
    ['a carriage return', (line: string) => `${line}\r`],
  ])('A2 is broken by %s, though it reads the same', (_, change) => {
    expect(verify(LINES.with(0, change(LINES[0] ?? '')))).toMatchObject({
      kind: 'broken',
      line: 1,
    });
  });

  it('A2 is broken behind a line that was exchanged for another whole one', () => {
    const other = linesOf(ENTRIES.map((entry) => ({ ...entry, by: 'eve' })));
    expect(verify(LINES.with(0, other[0] ?? ''))).toEqual({
      kind: 'broken',
      line: 2,
      why: expect.stringContaining('does not link'),
    });
  });

  it('A2 is broken when an entry is said twice under two numbers', () => {
    const [entry] = ENTRIES as [AuditEntry];
    expect(verify(linesOf([entry, entry]))).toMatchObject({ kind: 'broken', line: 2 });
  });

  it.each([1, 2, 3, 12])('A2 is not proven when its last %i lines are missing', (missing) => {
    const verdict = verify(LINES.slice(0, LINES.length - missing));
    expect(auditVerdictLines(verdict).code).not.toBe(0);
  });

  it('A2 is broken for who works out every hash anew, because the signatures do not fit', () => {
    const without = forged((entry) => (entry.by === 'ben' ? { ...entry, by: 'eve' } : entry));
    expect(verify(without)).toEqual({
      kind: 'broken',
      line: 11,
      why: expect.stringContaining('another audit log'),
    });
  });

  it('A2 is broken when somebody else signed it', () => {
    const others = signedEntries(ENTRIES, newKeys());
    expect(verify(linesOf(others))).toEqual({
      kind: 'broken',
      line: 11,
      why: 'Signed with another key.',
    });
  });

  it('A2 is broken when the signatures are those of another record', () => {
    const another = ENTRIES.map((entry) => ({ ...entry, atMs: entry.atMs + 1 }));
    const statements = signedEntries(another, KEYS).slice(ENTRIES.length);
    expect(verify(linesOf([...ENTRIES, ...statements]))).toMatchObject({
      kind: 'broken',
      line: 11,
    });
  });

  it.each([[undefined], [null], [{}], [{ payloadType: 'application/vnd.in-toto+json' }]])(
    'A2 is broken by a statement that is none: %j',
    (envelope) => {
      const statement = { id: 's', kind: 'attestation', atMs: 1, envelope } as never;
      const last = { seq: 0, hash: BEGINNING.hash };
      const line = lineOf(chained(statement, last));
      expect(verify([line])).toMatchObject({ kind: 'broken', line: 1 });
    },
  );
});

describe('what is not signed', () => {
  const after = (entry: Partial<AuditEntry>) => {
    const late = { id: 'late', kind: 'refused', atMs: 1, by: 'eve', ...entry };
    return linesOf([...SIGNED, late as AuditEntry]);
  };

  it('G16 a vote that is refused after the end follows the signatures, and is told apart', () => {
    const verdict = verify(after({}));
    expect(verdict).toMatchObject({ kind: 'signed', entries: 13, later: 1 });
    expect(auditVerdictLines(verdict)).toEqual({
      code: 0,
      text: expect.stringContaining('after the end and is not signed'),
    });
  });
  it('A2 nothing else passes for proven behind the signatures', () => {
    expect(verify(after({ kind: 'voted' })).kind).toBe('open');
    expect(verify(after({ kind: 'ended' })).kind).toBe('unsigned');
  });
  it('a record that goes on is valid so far, and no proof', () => {
    const verdict = verify(LINES.slice(0, 3));
    expect(verdict).toEqual({ kind: 'open', entries: 3 });
    expect(auditVerdictLines(verdict)).toEqual({
      code: 3,
      text: expect.stringContaining('so far'),
    });
  });
  it('a record that ended without a key is unsigned, and no proof', () => {
    const verdict = verify(linesOf(ENTRIES));
    expect(verdict).toEqual({ kind: 'unsigned', entries: 10 });
    expect(auditVerdictLines(verdict)).toEqual({
      code: 3,
      text: expect.stringContaining('unsigned'),
    });
  });
});
