import type { ListenAddress } from '../program/hidden-address.ts';

/** The types that a search attribute can have. */
export type SearchAttributeType =
  | 'Text'
  | 'Keyword'
  | 'Int'
  | 'Double'
  | 'Bool'
  | 'Datetime'
  | 'KeywordList';

/** How the program of the Temporal server runs. */
export interface ServerCommandSettings {
  /** The Temporal CLI. */
  readonly binary: string;
  /** The address that everything of it listens on; 127.0.0.1 if not given. */
  readonly host?: string;
  readonly port: number;
  /** Where its UI listens by itself. Absent: it has none. */
  readonly ui?: ListenAddress | undefined;
  /** Its state; made if it is not there. Nobody else may use it meanwhile. */
  readonly databaseFile: string;
  /** Registered before it serves, by name. */
  readonly searchAttributes?: Readonly<Record<string, SearchAttributeType>>;
  readonly dynamicConfig?: Readonly<Record<string, string | number | boolean>>;
  /** Made if it is not there; `default` if not given. */
  readonly namespace?: string;
}

/**
 * What the server does not do, whoever asks. Its HTTP port takes whatever a web page can make a
 * browser send, under any Host and of any Origin.
 */
const CLOSED: Readonly<Record<string, unknown>> = {
  // No activity without a workflow, by any port: it would run a command without a release.
  'activity.enableStandalone': false,
  // Nothing over HTTP: no request can name this host, for it has a space.
  'frontend.httpAllowedHosts': ['no host'],
};

/** The program and its arguments. */
export function serverCommand(settings: ServerCommandSettings): readonly string[] {
  const { binary, host = '127.0.0.1', port, ui, databaseFile } = settings;
  const { namespace = 'default', searchAttributes = {}, dynamicConfig = {} } = settings;
  const flags: ReadonlyArray<readonly string[]> = [
    ['--log-level', 'warn'],
    ['--ip', host],
    ['--port', String(port)],
    ...uiFlags(ui),
    ['--db-filename', databaseFile],
    ['--namespace', namespace],
    ...Object.entries(searchAttributes).map(
      ([name, type]) => ['--search-attribute', `${name}=${type}`] as const,
    ),
    ...Object.entries({ ...dynamicConfig, ...CLOSED }).map(
      ([key, value]) => ['--dynamic-config-value', `${key}=${JSON.stringify(value)}`] as const,
    ),
  ];
  return [binary, 'server', 'start-dev', ...flags.flat()];
}

function uiFlags(ui: ListenAddress | undefined): ReadonlyArray<readonly string[]> {
  if (!ui) return [['--headless']];
  return [
    ['--ui-ip', ui.host],
    ['--ui-port', String(ui.port)],
    // Without news, a page on this machine asks nothing of the internet.
    ['--ui-disable-news-fetch'],
  ];
}
