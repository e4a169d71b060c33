import type { FC } from 'hono/jsx';
import { Reason } from '../fields.tsx';
import { environmentPath } from '../paths.ts';
import { ReleaseLink } from '../release-link.tsx';
import { Ago } from '../time.tsx';
import type { EnvironmentProps } from './props.ts';

/** Whether it is frozen, by whom and why, and how to change that. */
export const FreezeCard: FC<EnvironmentProps> = ({ place, mayOperate }) => (
  <section
    id="freeze"
    class={`card decide${place.freeze ? ' frozen' : ''}`}
    aria-labelledby="freeze-title"
    data-live
  >
    <h2 id="freeze-title">{titleOf(place)}</h2>
    {place.freeze ? <Why {...place.freeze} /> : null}
    {mayOperate ? place.freeze ? <Unfreeze {...place} /> : <FreezeForm {...place} /> : null}
    {mayOperate || place.freeze ? null : (
      <p class="muted">Anyone with the operate role can freeze it.</p>
    )}
  </section>
);

type Place = EnvironmentProps['place'];

function titleOf({ freeze, unavailable }: Place): string {
  if (unavailable !== undefined) return 'Freeze: unknown until a worker is running';
  return freeze ? 'Frozen' : 'Not frozen';
}

const Why: FC<NonNullable<Place['freeze']>> = ({ by, reason, since, releaseId, also }) => (
  <>
    <p>
      By <strong>{by}</strong> <Ago at={since} />: {reason}
    </p>
    {also === undefined ? null : <p>Also frozen by Slipway: {also}</p>}
    {releaseId === undefined ? null : (
      <p class="muted">
        Only <ReleaseLink id={releaseId} /> can deploy, to fix its failure.
      </p>
    )}
  </>
);

const FreezeForm: FC<Place> = (place) => (
  <form method="post" action={`${environmentPath(place)}/freeze`}>
    <Reason id="freeze-reason" name="reason" label="Reason (required)" required />
    <p class="actions">
      <button>Freeze {place.name}</button>
      <span>
        New deployments wait until you unfreeze. A running deployment finishes, and rollbacks still
        work.
      </span>
    </p>
  </form>
);

const Unfreeze: FC<Place> = (place) => (
  <form method="post" action={`${environmentPath(place)}/unfreeze`}>
    <Reason id="unfreeze-reason" name="reason" label="Reason" />
    <p class="actions">
      <button class="primary">Unfreeze</button>
      <span>
        {place.queue.length > 0
          ? `${place.queue[0]?.releaseId} deploys next.`
          : 'Releases can deploy again.'}
      </span>
    </p>
  </form>
);
