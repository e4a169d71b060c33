import { Command } from 'commander';
import { parseEnvironmentArgument } from '../environment-argument.ts';
import { findRelease } from '../find-release.ts';
import { asksApi, type Runner, type Session, type SessionOptions } from '../session.ts';

interface OpenOptions extends SessionOptions {
  readonly print?: true;
}

export function openCommand(run: Runner): Command {
  return asksApi(new Command('open'))
    .description('Open a release, an environment or the dashboard in the browser.')
    .argument('[what]', 'a release or service/environment (default: the dashboard)')
    .option('--print', 'print the URL instead')
    .action((what: string | undefined, options: OpenOptions) =>
      run.online(options, async (session) => {
        const url = session.url + (await pathOf(session, what));
        await session.show({ url }, () => [url]);
        if (options.print || options.json) return;
        if (!(await session.browse(url)))
          session.terminal.note('Could not open a browser. Open the URL above yourself.');
      }),
    );
}

async function pathOf(session: Session, what: string | undefined): Promise<string> {
  if (what === undefined) return '/';
  if (what.includes('/')) {
    const { service, name } = parseEnvironmentArgument(what);
    return `/ui/environments/${service}/${name}`;
  }
  return (await findRelease(session, what, 'look')).links.page;
}
