import {
  chmodSync,
  constants,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { posix } from 'node:path';

/** What a build may call its files: each character of a name is one byte. */
export const AWKWARD_NAMES = {
  'bytes that are no UTF-8': 'caf\xe9.txt',
  'bytes that no UTF-8 has': '\xff\xfe\x80',
  'UTF-8 that is cut off': 'cut\xe2\x82',
  'UTF-8 itself': Buffer.from('zwölf € 😀').toString('latin1'),
  'a colon': 'a:b.txt',
  'a drive with a path': String.raw`C:\windows\x`,
  'a drive': 'C:x',
  'a backslash at its beginning': String.raw`\server`,
  'backslashes and dots': String.raw`..\..\up`,
  'a dash at its beginning': '--checkpoint-action=exec=sh x',
  'an @ at its beginning': '@at',
  'line ends': 'two\nlines\r\n',
  'spaces at both ends': '  ',
  'dots only': '...',
  'a tilde and a percent sign': '~%2e%00',
  'other control characters': '\x01\x1b[31m\x7f',
  'more than 100 bytes': `${'n'.repeat(120)}.txt`,
  'as many bytes as a name may have': '\xe9'.repeat(255),
} as const;

/** What is at a path: its text, or where its link leads; `undefined` for a folder. */
export interface Found {
  readonly kind: 'file' | 'directory' | 'link';
  readonly text?: string;
  readonly mayRun?: boolean;
}

/** What is below a folder, by the bytes of each path as latin1. */
export function treeOf(folder: string | Buffer, below = ''): Record<string, Found> {
  const found: Record<string, Found> = {};
  for (const name of readdirSync(at(folder, below), { encoding: 'latin1' }).toSorted()) {
    const path = posix.join(below, name);
    const place = at(folder, path);
    const stat = lstatSync(place);
    if (stat.isSymbolicLink())
      found[path] = { kind: 'link', text: readlinkSync(place, { encoding: 'latin1' }) };
    else if (stat.isDirectory())
      Object.assign(found, { [path]: { kind: 'directory' } }, treeOf(folder, path));
    else
      found[path] = {
        kind: 'file',
        text: readFileSync(place, 'latin1'),
        mayRun: (stat.mode & constants.S_IXUSR) !== 0,
      };
  }
  return found;
}

/** Makes a tree, with the folders that it does not name. */
export function makeTree(folder: string, tree: Readonly<Record<string, Found>>): string {
  mkdirSync(folder, { recursive: true });
  for (const [path, { kind, text = '', mayRun }] of Object.entries(tree)) {
    const place = at(folder, path);
    mkdirSync(at(folder, posix.dirname(path)), { recursive: true });
    if (kind === 'directory') mkdirSync(place, { recursive: true });
    else if (kind === 'link') symlinkSync(Buffer.from(text, 'latin1'), place);
    else writeFileSync(place, Buffer.from(text, 'latin1'));
    if (mayRun) chmodSync(place, 0o755);
  }
  return folder;
}

function at(folder: string | Buffer, path: string): Buffer {
  const root = typeof folder === 'string' ? Buffer.from(folder) : folder;
  return Buffer.concat([root, Buffer.from(`/${path}`, 'latin1')]);
}
