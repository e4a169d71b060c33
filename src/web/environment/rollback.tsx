import type { FC } from 'hono/jsx';
import type { Environment } from '../../client/responses.ts';
import { Reason } from '../fields.tsx';
import { environmentPath } from '../paths.ts';

interface RollBackProps {
  readonly place: Environment;
  readonly mayOperate: boolean;
}

/** Rolls back what is live, and brings back what was verified last. */
export const RollBack: FC<RollBackProps> = ({ place, mayOperate }) => {
  const { live, rollbackTo, name } = place;
  if (!mayOperate || !live) return null;
  return (
    <section class="card decide" aria-labelledby={`roll-back-${name}`}>
      <h2 id={`roll-back-${name}`}>Roll back {name}</h2>
      {rollbackTo === undefined ? (
        <p class="muted">There is nothing to go back to: nothing else was verified there.</p>
      ) : (
        <form method="post" action={`${environmentPath(place)}/rollback`}>
          <Reason
            id={`roll-back-${name}-reason`}
            name="reason"
            label="Reason (required)"
            required
          />
          <p class="actions">
            <button class="danger">Roll back {name}</button>
            <span>{rollbackEffect(live.releaseId, rollbackTo)}</span>
          </p>
        </form>
      )}
    </section>
  );
};

/** What going back does, before it is done. */
export function rollbackEffect(from: string, to: string): string {
  return (
    `Deploys ${to} again in place of ${from}, without a build. Windows and freezes do not stop ` +
    'it. The environment is frozen afterwards.'
  );
}
