import type { ListenAddress } from '../program/hidden-address.ts';
import { systemPort } from '../program/ports.ts';
import { guardUi } from './ui-guard.ts';

/** Temporal's UI: where people reach it, and where it listens itself. */
export interface Ui {
  readonly url: string;
  readonly hidden: ListenAddress;
  /** Closes what people reach. May be called twice. */
  close(): Promise<void>;
}

interface UiSettings {
  /** The address that people reach; 127.0.0.1 if not given. */
  readonly host?: string;
  readonly uiPort: number;
  readonly unguardedUi?: boolean;
  /** An address that only we know, if the machine has one. */
  hide(): Promise<ListenAddress | undefined>;
}

/**
 * Finds a place for the UI of a server that is about to start, and opens a guarded one before it.
 *
 * @returns `undefined` where its own port would be open to web pages, and nobody asked for that
 * @throws SlipwayError PORT_IN_USE
 */
export async function openUi(settings: UiSettings): Promise<Ui | undefined> {
  const { host = '127.0.0.1', uiPort, unguardedUi = false, hide } = settings;
  const hidden = (await hide()) ?? (unguardedUi ? await anyPort(host) : undefined);
  if (!hidden) return undefined;
  const { close } = await guardUi({ host, port: uiPort }, hidden);
  return { url: `http://${host}:${uiPort}`, hidden, close };
}

async function anyPort(host: string): Promise<ListenAddress | undefined> {
  const port = await systemPort(host);
  return port === undefined ? undefined : { host, port };
}
