import { describe, expect, test } from 'vitest';
import { serverCommand } from '../../src/embedded/dev-server-command.ts';

describe('the command of the Temporal server', () => {
  const settings = {
    binary: '/opt/temporal',
    port: 7233,
    uiPort: 8233,
    databaseFile: '/var/temporal.db',
    logFile: '/var/temporal.log',
  };

  test('listens on this machine only, and keeps its state in the file', () => {
    expect(serverCommand(settings).join(' ')).toBe(
      '/opt/temporal server start-dev --log-level warn --ip 127.0.0.1 --port 7233 ' +
        '--ui-ip 127.0.0.1 --ui-port 8233 --ui-disable-news-fetch --db-filename /var/temporal.db ' +
        '--namespace default',
    );
  });

  test('registers search attributes, and sets dynamic configuration as JSON', () => {
    const searchAttributes = { SlipwayService: 'Keyword', SlipwayAttempts: 'Int' } as const;
    const dynamicConfig = { 'frontend.WorkflowTimeSkippingEnabled': true, 'a.name': 'b' };
    const command = serverCommand({ ...settings, searchAttributes, dynamicConfig });

    expect(command.join(' ')).toContain(
      '--search-attribute SlipwayService=Keyword --search-attribute SlipwayAttempts=Int ' +
        '--dynamic-config-value frontend.WorkflowTimeSkippingEnabled=true ' +
        '--dynamic-config-value a.name="b"',
    );
  });
});
