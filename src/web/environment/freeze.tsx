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
    class={`card decide${environment.freeze ? ' frozen' : ''}`}
    aria-labelledby="freeze-title"
    data-live
  >
    <h2 id="freeze-title">{titleOf(environment)}</h2>
    {environment.freeze ? <Why {...environment.freeze} /> : null}
    {mayOperate ? (
      environment.freeze ? (
        <Unfreeze {...environment} />
      ) : (
        <FreezeForm {...environment} />
      )
    ) : null}
    {mayOperate || environment.freeze ? null : (
      <p class="muted">Anyone with the operate role for {environment.name} can freeze it.</p>
    )}
  </section>
);

function titleOf({ freeze, unavailable }: Environment): string {
  if (unavailable !== undefined) return 'Freeze: unknown until a worker is running';
  return freeze ? 'Frozen' : 'Not frozen';
}

const Why: FC<NonNullable<Environment['freeze']>> = ({ by, reason, since, releaseId, also }) => (
  <>
    <p>
      Frozen by <strong>{by}</strong> <Ago at={since} />: {reason}
    </p>
    {also === undefined ? null : <p>Slipway has frozen it too: {also}</p>}
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
