import { describe, expect, test } from 'vitest';
import { serverCommand } from '../../src/embedded/dev-server-command.ts';

describe('the command of the Temporal server', () => {
  const settings = {
    binary: '/opt/temporal',
    port: 7233,
    ui: { host: '127.9.8.7', port: 41_000 },
    databaseFile: '/var/temporal.db',
  };
  /** What no request over HTTP can reach, and no activity without a workflow. */
  const closed =
    '--dynamic-config-value activity.enableStandalone=false ' +
    '--dynamic-config-value frontend.httpAllowedHosts=["no host"]';

  test('listens on this machine only, keeps its state in the file, and is closed to web pages', () => {
    expect(serverCommand(settings).join(' ')).toBe(
      '/opt/temporal server start-dev --log-level warn --ip 127.0.0.1 --port 7233 ' +
        '--ui-ip 127.9.8.7 --ui-port 41000 --ui-disable-news-fetch --db-filename /var/temporal.db ' +
        `--namespace default ${closed}`,
    );
  });

  test('has no UI where none is given a place', () => {
    const { ui: _, ...headless } = settings;
    const command = serverCommand(headless).join(' ');
    expect(command).toContain('--headless');
    expect(command).not.toContain('--ui');
  });

  test('registers search attributes, and sets dynamic configuration as JSON', () => {
    const searchAttributes = { SlipwayService: 'Keyword', SlipwayAttempts: 'Int' } as const;
    const dynamicConfig = { 'frontend.WorkflowTimeSkippingEnabled': true, 'a.name': 'b' };
    const command = serverCommand({ ...settings, searchAttributes, dynamicConfig });

    expect(command.join(' ')).toContain(
      '--search-attribute SlipwayService=Keyword --search-attribute SlipwayAttempts=Int ' +
        '--dynamic-config-value frontend.WorkflowTimeSkippingEnabled=true ' +
        `--dynamic-config-value a.name="b" ${closed}`,
    );
  });

  test('stays closed to web pages whatever else is set', () => {
    const dynamicConfig = { 'activity.enableStandalone': true };
    const command = serverCommand({ ...settings, dynamicConfig }).join(' ');
    expect(command).toContain(closed);
    expect(command).not.toContain('enableStandalone=true');
  });
});
