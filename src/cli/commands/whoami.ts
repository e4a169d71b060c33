import { Command } from 'commander';
import { bodyOf } from '../../client/answer.ts';
import { asksApi, type Runner, type SessionOptions } from '../session.ts';

export function whoamiCommand(run: Runner): Command {
  return asksApi(new Command('whoami'))
    .description('Show your user and roles.')
    .action((options: SessionOptions) =>
      run.online(options, async (session) => {
        const me = await bodyOf(session.api.me.$get());
        await session.show(me, ({ name, kind, roles, grants }) => [
          `${name}, a ${kind}, with ${rolesWords(roles)}`,
          ...grants.map((grant) => `  ${rolesWords(grant.roles)} ${whereWords(grant)}`),
        ]);
      }),
    );
}

function rolesWords(roles: readonly string[]): string {
  if (roles.length === 0) return 'no roles';
  return `${roles.length === 1 ? 'the role' : 'the roles'} ${roles.join(', ')}`;
}

interface Where {
  readonly services?: readonly string[] | undefined;
  readonly environments?: readonly string[] | undefined;
}

function whereWords({ services, environments }: Where): string {
  const where = environments ? `in ${environments.join(', ')}` : 'everywhere';
  return services ? `${where} of ${services.join(', ')}` : where;
}
