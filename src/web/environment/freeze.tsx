import type { FC } from 'hono/jsx';
import { Reason } from '../fields.tsx';
import { environmentPath } from '../paths.ts';
import { ReleaseLink } from '../release-link.tsx';
import { Ago } from '../time.tsx';
import type { Environment } from '../../client/responses.ts';
import type { EnvironmentProps } from './props.ts';

/** The freezes of the environment, and the form to freeze or unfreeze it. */
export const FreezeCard: FC<EnvironmentProps> = ({ environment, mayOperate }) => (
  <section
    id="freeze"
    class={`card decide${isFrozen(environment) ? ' frozen' : ''}`}
    aria-labelledby="freeze-title"
    data-live
  >
    <h2 id="freeze-title">{titleOf(environment)}</h2>
    {environment.freezes.map((freeze) => (
      <Why {...freeze} />
    ))}
    {mayOperate ? (
      isFrozen(environment) ? (
        <Unfreeze {...environment} />
      ) : (
        <FreezeForm {...environment} />
      )
    ) : null}
    {mayOperate || isFrozen(environment) ? null : (
      <p class="muted">Anyone with the operate role for {environment.name} can freeze it.</p>
    )}
  </section>
);

function isFrozen({ freezes }: Environment): boolean {
  return freezes.length > 0;
}

function titleOf(environment: Environment): string {
  if (environment.unavailable !== undefined) return 'Freeze: unknown until a worker is running';
  return isFrozen(environment) ? 'Frozen' : 'Not frozen';
}

const Why: FC<Environment['freezes'][number]> = ({ by, reason, since, releaseId }) => (
  <>
    <p>
      Frozen by <strong>{by}</strong> <Ago at={since} />: {reason}
    </p>
    {releaseId === undefined ? null : (
      <p class="muted">
        Only <ReleaseLink id={releaseId} /> can deploy, to fix its failure.
      </p>
    )}
  </>
);

const FreezeForm: FC<Environment> = (environment) => (
  <form method="post" action={`${environmentPath(environment)}/freeze`}>
    <Reason id="freeze-reason" name="reason" label="Reason (required)" required />
    <p class="actions">
      <button>Freeze {environment.name}</button>
      <span>
        New deployments wait until you unfreeze. A running deployment finishes, and rollbacks still
        work.
      </span>
    </p>
  </form>
);

const Unfreeze: FC<Environment> = (environment) => (
  <form method="post" action={`${environmentPath(environment)}/unfreeze`}>
    <Reason id="unfreeze-reason" name="reason" label="Reason" />
    <p class="actions">
      <button class="primary">Unfreeze {environment.name}</button>
      <span>
        {environment.queue.length > 0
          ? `${environment.queue[0]?.releaseId} deploys next.`
          : 'Releases can deploy again.'}
      </span>
    </p>
  </form>
);
