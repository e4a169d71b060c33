import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';

/** A host of git repositories that can fall silent, as one behind a broken network does. */
export interface GitHost {
  /** The address of a repository in the folder that is served. */
  address(name: string): string;
  /** Serves every repository in this folder. */
  serve(folder: string): Promise<void>;
  /** From now on it takes connections and says nothing on them. */
  fallSilent(): void;
  /** Answers again, also those who still wait. */
  answer(): void;
  /** How many wait for an answer now. */
  waiting(): number;
  close(): void;
}

const HOST = '127.0.0.1';

/** Its address is known from the start; nobody answers there before it serves a folder. */
export async function createGitHost(): Promise<GitHost> {
  const [port, daemonPort] = [await freePort(), await freePort()];
  const open = new Set<Socket>();
  const waiting = new Set<Socket>();
  let isSilent = false;
  let endDaemon = () => {};
  const forward = (from: Socket) => {
    waiting.delete(from);
    const to = connect(daemonPort, HOST);
    from.pipe(to).pipe(from);
    to.once('error', () => from.destroy());
    from.once('close', () => to.destroy());
  };
  const take = (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      open.delete(socket);
      waiting.delete(socket);
    });
    if (isSilent) waiting.add(socket);
    else forward(socket);
  };
  const proxy = createServer(take);
  const addressOf = (at: number, name: string) => `git://${HOST}:${at}/${name}/.git`;
  return {
    address: (name) => addressOf(port, name),
    async serve(folder) {
      const daemon = spawn(
        join(execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim(), 'git-daemon'),
        [
          `--listen=${HOST}`,
          `--port=${daemonPort}`,
          '--reuseaddr',
          '--export-all',
          '--max-connections=0',
          `--base-path=${folder}`,
        ],
        { stdio: 'ignore' },
      );
      endDaemon = () => void daemon.kill();
      await eventually('the git daemon to listen', () => isListening(daemonPort));
      proxy.listen(port, HOST);
      await once(proxy, 'listening');
    },
    fallSilent: () => void (isSilent = true),
    answer() {
      isSilent = false;
      for (const socket of waiting) forward(socket);
    },
    waiting: () => waiting.size,
    close() {
      endDaemon();
      proxy.close();
      for (const socket of open) socket.destroy();
    },
  };
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, HOST);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
