import type { FC } from 'hono/jsx';
import { Reason } from '../fields.tsx';
import { environmentPath } from '../paths.ts';
import { ReleaseLink } from '../release-link.tsx';
import { Ago } from '../time.tsx';
import type { EnvironmentProps } from './props.ts';

/** Whether it is held, by whom and why, and how to change that. */
export const FreezeCard: FC<EnvironmentProps> = ({ place, mayOperate }) => (
  <section
    id="freeze"
    class={`card decide${place.freeze ? ' held' : ''}`}
    aria-labelledby="freeze-title"
    data-live
  >
    <h2 id="freeze-title">{titleOf(place)}</h2>
    {place.freeze ? <Why {...place.freeze} /> : null}
    {mayOperate ? place.freeze ? <Unfreeze {...place} /> : <FreezeForm {...place} /> : null}
    {mayOperate || place.freeze ? null : (
      <p class="muted">Who has the role operate here can keep releases out.</p>
    )}
  </section>
);

type Place = EnvironmentProps['place'];

function titleOf({ freeze, unavailable }: Place): string {
  if (unavailable !== undefined) return 'Whether it is held is told when a worker is back';
  return freeze ? 'Held' : 'Not held';
}

const Why: FC<NonNullable<Place['freeze']>> = ({ by, reason, since, releaseId, also }) => (
  <>
    <p>
      By <strong>{by}</strong> <Ago at={since} />: {reason}
    </p>
    {also === undefined ? null : <p>Slipway holds it as well: {also}</p>}
    {releaseId === undefined ? null : (
      <p class="muted">
        Only <ReleaseLink id={releaseId} /> may enter, to be mended.
      </p>
    )}
  </>
);

const FreezeForm: FC<Place> = (place) => (
  <form method="post" action={`${environmentPath(place)}/freeze`}>
    <Reason id="hold-reason" name="reason" label="Why should nothing enter?" required />
    <p class="actions">
      <button>Hold {place.name}</button>
      <span>No release enters until it is lifted. What deploys is finished; rollbacks pass.</span>
    </p>
  </form>
);

const Unfreeze: FC<Place> = (place) => (
  <form method="post" action={`${environmentPath(place)}/unfreeze`}>
    <Reason id="lift-reason" name="reason" label="Reason" />
    <p class="actions">
      <button class="primary">Lift the hold</button>
      <span>
        {place.queue.length > 0
          ? `${place.queue[0]?.releaseId} enters then.`
          : 'Releases enter again.'}
      </span>
    </p>
  </form>
);
