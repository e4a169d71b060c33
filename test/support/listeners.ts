import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { processesOf } from './leftovers.ts';

/** A port that a process listens on. */
export interface Listener {
  readonly host: string;
  readonly port: number;
  /** The command line of the process. */
  readonly words: string;
}

/** Every port that the processes of a folder listen on, whoever opened it. Linux only. */
export function listenersOf(folder: string): readonly Listener[] {
  const listening = new Map([
    ...listeningSockets('/proc/net/tcp'),
    ...listeningSockets('/proc/net/tcp6'),
  ]);
  return processesOf(folder).flatMap(({ pid, words }) =>
    socketsOf(pid).flatMap((inode) => {
      const at = listening.get(inode);
      return at ? [{ ...at, words }] : [];
    }),
  );
}

const LISTEN = '0A';

function listeningSockets(file: string): [inode: string, at: { host: string; port: number }][] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
      const [address = '', port = ''] = local.split(':');
      if (state !== LISTEN) return [];
      return [[inode, { host: hostOf(address), port: Number.parseInt(port, 16) }]];
    });
}

/** The kernel writes an address of four bytes as one number, the last byte first. */
function hostOf(address: string): string {
  if (address.length > 8) return `[${address}]`;
  return [...Buffer.from(address, 'hex')].toReversed().join('.');
}

function socketsOf(pid: number): readonly string[] {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).flatMap((name) => inodeOf(`${folder}/${name}`));
  } catch {
    // It has just ended.
    return [];
  }
}

function inodeOf(file: string): readonly string[] {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(file))?.slice(1) ?? [];
  } catch {
    return [];
  }
}
