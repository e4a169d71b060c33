import type { FC } from 'hono/jsx';
import type { Environment } from '../../client/responses.ts';
import { Reason } from '../fields.tsx';
import { environmentPath } from '../paths.ts';

interface RollbackProps {
  readonly environment: Environment;
  readonly mayOperate: boolean;
}

/** Rolls back to the release verified last, or says that there is none. */
export const Rollback: FC<RollbackProps> = ({ environment, mayOperate }) => {
  const { live, rollbackTo, name } = environment;
  if (!mayOperate || !live) return null;
  if (rollbackTo === undefined)
    return <p class="card muted">No earlier verified release to roll back {name} to.</p>;
  return (
    <section class="card decide" aria-labelledby={`rollback-${name}`}>
      <h2 id={`rollback-${name}`}>Roll back {name}</h2>
      <form method="post" action={`${environmentPath(environment)}/rollback`}>
        <Reason id={`rollback-${name}-reason`} name="reason" label="Reason (required)" required />
        <p class="actions">
          <button class="danger">Roll back {name}</button>
          <span>{rollbackEffect(name, live.releaseId, rollbackTo)}</span>
        </p>
      </form>
    </section>
  );
};

/** The effect of a rollback, told before it starts. */
export function rollbackEffect(environment: string, from: string, to: string): string {
  return (
    `Deploys ${to} again in place of ${from}, without a build. Windows and freezes do not stop ` +
    `it. ${environment} is frozen afterwards.`
  );
}
