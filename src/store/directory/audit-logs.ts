import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  AttestationEntry,
  AuditEntry,
  ChainedEntry,
  EntryKind,
} from '../../domain/audit-log/entry.ts';
import { BEGINNING, chained, lineOf, type Link } from '../../audit/hash-chain.ts';
import type { Store } from '../store.ts';

/** Ids are checked long before; here they must not lead out of the root. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const OPEN_AT_ONCE = 64;
const NUMBERED = /^([1-9]\d*)\.json$/;

/** The stored part of an audit log. */
interface Known {
  last: Link;
  readonly ids: Set<string>;
}

/**
 * Records as folders with one file for each entry. The number of an entry is its lock: a finished
 * file gets its name by a link, which fails where the name is taken. So any number of processes
 * may write at once, and be killed at any instant; no entry is half, lost, or written over.
 */
export function createAuditLogDirectory(
  root: string,
): Pick<Store, 'appendToAuditLog' | 'readAuditLog' | 'listAuditLogs' | 'newestEntry'> {
  return {
    async appendToAuditLog(auditLogId, entries, { after } = {}) {
      if (!NAME.test(auditLogId)) throw new RangeError(`no audit log can be named ${auditLogId}`);
      const folder = join(root, auditLogId);
      if (await mkdir(folder, { recursive: true })) await sync(root);
      const known: Known = { last: BEGINNING, ids: new Set() };
      await learn(folder, known);
      let kept = 0;
      for (const entry of entries) if (await append(folder, known, entry, after)) kept += 1;
      if (kept > 0) await sync(folder);
      return kept;
    },
    async readAuditLog(auditLogId) {
      if (!NAME.test(auditLogId)) return undefined;
      const folder = join(root, auditLogId);
      const lines = await readLines(folder, await numbersIn(folder));
      if (lines.length === 0) return undefined;
      return Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')]));
    },
    listAuditLogs: async () => (await namesIn(root)).filter((name) => NAME.test(name)),
    async newestEntry<Kind extends EntryKind>(auditLogId: string, kind: Kind) {
      if (!NAME.test(auditLogId)) return undefined;
      const folder = join(root, auditLogId);
      for (const seq of (await numbersIn(folder)).toReversed()) {
        const entry = entryIn(await readFile(join(folder, `${seq}.json`), 'utf8'));
        if (entry?.kind === kind) return entry as AuditEntry as AuditEntry<Kind>;
      }
      return undefined;
    },
  };
}

/** @returns whether it was written: not where it is there, nor behind another than `after` */
async function append(
  folder: string,
  known: Known,
  entry: AuditEntry | AttestationEntry,
  after: string | undefined,
): Promise<boolean> {
  while (!known.ids.has(entry.id) && (after ?? known.last.hash) === known.last.hash) {
    const placed = chained(entry, known.last);
    const isPlaced = await place(folder, placed);
    if (isPlaced) {
      add(known, placed);
      return true;
    }
    await learn(folder, known);
  }
  return false;
}

/** Reads what has come since. */
async function learn(folder: string, known: Known): Promise<void> {
  const numbers = (await numbersIn(folder)).filter((seq) => seq > known.last.seq);
  const lines = await readLines(folder, numbers);
  for (const [i, line] of lines.entries()) add(known, parsed(line, numbers[i] as number));
}

function add(known: Known, entry: Link & { id?: string }): void {
  known.last = { seq: entry.seq, hash: entry.hash };
  if (entry.id !== undefined) known.ids.add(entry.id);
}

/** A line that somebody spoilt stays where it is, and the audit log goes on: a verification finds it. */
function parsed(line: Buffer, seq: number): Link & { id?: string } {
  const { id, hash } = entryIn(line.toString()) ?? {};
  if (typeof id === 'string' && typeof hash === 'string') return { seq, id, hash };
  return { seq, hash: `sha256:${createHash('sha256').update(line).digest('hex')}` };
}

function entryIn(line: string): ChainedEntry | undefined {
  try {
    return (JSON.parse(line) as ChainedEntry | null) ?? undefined;
  } catch {
    return undefined;
  }
}

/** @returns whether the number was free */
async function place(folder: string, entry: ChainedEntry): Promise<boolean> {
  const made = join(folder, `.${randomUUID()}`);
  const file = await open(made, 'wx');
  try {
    await file.writeFile(lineOf(entry));
    // A name must not stand for a file that a power cut can empty.
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(made, join(folder, `${entry.seq}.json`));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    await rm(made, { force: true });
  }
}

/** The numbers of the entries, the lowest first. Leftovers of who was killed have none. */
async function numbersIn(folder: string): Promise<number[]> {
  const names = await namesIn(folder);
  const numbers = names.flatMap((name) => NUMBERED.exec(name)?.[1] ?? []).map(Number);
  return numbers.toSorted((a, b) => a - b);
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}

async function readLines(folder: string, numbers: readonly number[]): Promise<Buffer[]> {
  const lines: Buffer[] = [];
  for (let i = 0; i < numbers.length; i += OPEN_AT_ONCE) {
    const some = numbers.slice(i, i + OPEN_AT_ONCE);
    lines.push(...(await Promise.all(some.map((seq) => readFile(join(folder, `${seq}.json`))))));
  }
  return lines;
}

/** So that the names, too, are there after a power cut. Not every file system can. */
async function sync(folder: string): Promise<void> {
  const opened = await open(folder);
  await opened.sync().catch(() => {});
  await opened.close();
}
