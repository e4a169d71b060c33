import { watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { SlipwayError } from '../domain/errors.ts';
import type { Configuration } from './configuration.ts';
import { readConfiguration } from './slipway-file.ts';

/** The current slipway.yaml, read again whenever it changes. */
export interface ReloadingConfiguration {
  /** The last valid one: another object after each reload. */
  current(): Configuration;
  /** The problems of the file as it is now, a line each; `undefined` if there is none. */
  problem(): string | undefined;
  /** Reads the file now, also if it has not changed. Never throws; of several calls the last text wins. */
  reload(): Promise<void>;
  /** Calls the listener, which must not throw, after each new configuration. */
  onChange(listener: (configuration: Configuration) => void): void;
  /** Ends the watching; `current` stays. Safe to call twice. */
  close(): Promise<void>;
}

export interface ReloadingOptions {
  /** As given: relative to the working directory. */
  readonly file: string;
  readonly log: Log;
  /** Refuses a configuration that this process cannot use, by throwing a SlipwayError. */
  check?(configuration: Configuration): unknown;
  /** Whether SIGHUP reloads. Not at a terminal, where it means that the terminal is gone. Default: true */
  readonly reloadOnHangup?: boolean;
  /** How often it looks where the system reports no changes, as on NFS. Default: 2000 ms */
  readonly lookEveryMs?: number;
}

/** The part of a pino logger that is needed. */
export interface Log {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** A text that stays the same for this long is complete. */
const SETTLED_MS = 100;
/** A text that never settles is taken as it is after this many reads. */
const MOST_READS = 20;

/**
 * Reads slipway.yaml, and again when its text changes and on SIGHUP. A broken file keeps the
 * configuration before it, and is logged once. After `close` nothing keeps the process alive.
 *
 * @throws SlipwayError CONFIG_INVALID if it is broken at the start, or what `check` throws
 */
export async function openReloadingConfiguration(
  options: ReloadingOptions,
): Promise<ReloadingConfiguration> {
  const { file, log } = options;
  const listeners: ((configuration: Configuration) => void)[] = [];
  let text = await textOf(file);
  let current = configurationOf(text, options);
  let problem: string | undefined;
  let isForced = false;
  let isClosed = false;

  const look = oneAtATime(async () => {
    const wasForced = isForced;
    isForced = false;
    const found = await settledText(file, text);
    const isNew = found !== text || wasForced;
    // A broken file is read again: a missing token may be there now.
    if (isClosed || (!isNew && problem === undefined)) return;
    text = found;
    let next: Configuration;
    try {
      next = configurationOf(text, options, current);
    } catch (error) {
      return refuse(
        withoutPasswords(error instanceof Error ? error.message : String(error)),
        isNew,
      );
    }
    accept(next);
  });

  function accept(next: Configuration): void {
    const wasBroken = problem !== undefined;
    [current, problem] = [next, undefined];
    const services = Object.keys(current.services).length;
    log.info({ file, services }, wasBroken ? 'Valid again, reloaded' : 'Configuration reloaded');
    for (const listener of listeners) listener(next);
  }

  function refuse(said: string, isNew: boolean): void {
    const isTold = !isNew && said === problem;
    problem = said;
    if (!isTold) log.error({ file, problem }, 'Invalid; keeping the previous configuration');
  }

  const reload = () => {
    isForced = true;
    return look();
  };
  const stop = onEvents(options, look, reload);
  return {
    current: () => current,
    problem: () => problem,
    reload,
    onChange: (listener) => void listeners.push(listener),
    async close() {
      isClosed = true;
      stop();
      await look();
    },
  };
}

/** @throws SlipwayError CONFIG_INVALID, or what `check` throws */
function configurationOf(
  text: string | undefined,
  { file, check }: ReloadingOptions,
  before?: Configuration,
): Configuration {
  const path = resolve(file);
  if (text === undefined) throw new SlipwayError('CONFIG_INVALID', `There is no ${path}.`);
  const configuration = readConfiguration(text, file, dirname(path));
  if (before && before.storeFolder !== configuration.storeFolder)
    throw new SlipwayError(
      'CONFIG_INVALID',
      `${file}: store: found ${configuration.storeFolder}: changing \`store\` needs a restart; still using ${before.storeFolder}.`,
    );
  check?.(configuration);
  return configuration;
}

/** Problems are shown even without a token, and an address may have a password. */
function withoutPasswords(said: string): string {
  // In a text that was cut off, the @ after the password may be missing.
  return said.replace(/:\/\/(?:[^"\\\n]|\\.)*(?:(@)|…)/g, '://…$1');
}

/** @returns `undefined` if there is nothing to read, as while an editor replaces the file */
async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}

/** The text; a new one only when it is complete. */
async function settledText(file: string, known: string | undefined): Promise<string | undefined> {
  let text = await textOf(file);
  for (let reads = 1; text !== known && reads < MOST_READS; reads += 1) {
    await pause(SETTLED_MS);
    const again = await textOf(file);
    if (again === text) break;
    text = again;
  }
  return text;
}

/** A call during a run waits for one more run, which begins after it. `work` must not throw. */
function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let last = Promise.resolve();
  let next: Promise<void> | undefined;
  return () => {
    next ??= last = last.then(() => {
      next = undefined;
      return work();
    });
    return next;
  };
}

/** Looks after every possible change. @returns stops looking */
function onEvents(
  { file, reloadOnHangup = true, lookEveryMs = 2_000 }: ReloadingOptions,
  look: () => Promise<void>,
  reload: () => Promise<void>,
): () => void {
  const unwatch = watchDirectory(dirname(resolve(file)), () => void look());
  const timer = setInterval(() => void look(), lookEveryMs).unref();
  const hangup = () => void reload();
  if (reloadOnHangup) process.on('SIGHUP', hangup);
  return () => {
    unwatch();
    clearInterval(timer);
    process.off('SIGHUP', hangup);
  };
}

/** The directory, not the file: editors and Kubernetes put another file, or a link, in its place. */
function watchDirectory(directory: string, onEvent: () => void): () => void {
  try {
    const watcher = watch(directory, { persistent: false }, onEvent);
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch {
    // The system watches no more directories: the timer finds changes.
    return () => {};
  }
}
