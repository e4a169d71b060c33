/** The types that a search attribute can have. */
export type SearchAttributeType =
  | 'Text'
  | 'Keyword'
  | 'Int'
  | 'Double'
  | 'Bool'
  | 'Datetime'
  | 'KeywordList';

/** How the embedded Temporal server runs. */
export interface DevServerSettings {
  /** The Temporal CLI. */
  readonly binary: string;
  /** The address that everything of it listens on; 127.0.0.1 if not given. */
  readonly host?: string;
  readonly port: number;
  readonly uiPort: number;
  /** Its state; made if it is not there. Nobody else may use it meanwhile. */
  readonly databaseFile: string;
  /** What it prints is put at the end of this file. */
  readonly logFile: string;
  /** Registered before it serves, by name. */
  readonly searchAttributes?: Readonly<Record<string, SearchAttributeType>>;
  readonly dynamicConfig?: Readonly<Record<string, string | number | boolean>>;
  /** Made if it is not there; `default` if not given. */
  readonly namespace?: string;
  /** Whether it ends when this process has ended, even by SIGKILL; true if not given. */
  readonly leash?: boolean;
  /** 30 s if not given. */
  readonly readyWithinMs?: number;
}

/** The program and its arguments. */
export function serverCommand(settings: DevServerSettings): readonly string[] {
  const { binary, host = '127.0.0.1', port, uiPort, databaseFile } = settings;
  const { namespace = 'default', searchAttributes = {}, dynamicConfig = {} } = settings;
  const flags: ReadonlyArray<readonly string[]> = [
    ['--log-level', 'warn'],
    ['--ip', host],
    ['--port', String(port)],
    ['--ui-ip', host],
    ['--ui-port', String(uiPort)],
    // Without news, a page on this machine asks nothing of the internet.
    ['--ui-disable-news-fetch'],
    ['--db-filename', databaseFile],
    ['--namespace', namespace],
    ...Object.entries(searchAttributes).map(
      ([name, type]) => ['--search-attribute', `${name}=${type}`] as const,
    ),
    ...Object.entries(dynamicConfig).map(
      ([key, value]) => ['--dynamic-config-value', `${key}=${JSON.stringify(value)}`] as const,
    ),
  ];
  return [binary, 'server', 'start-dev', ...flags.flat()];
}
