import type { FC } from 'hono/jsx';
import { Reason } from '../fields.tsx';
import { environmentPath } from '../paths.ts';
import { ReleaseLink } from '../release-link.tsx';
import { Ago } from '../time.tsx';
import type { EnvironmentProps } from './props.ts';

/** Whether it is held, by whom and why, and how to change that. */
export const Hold: FC<EnvironmentProps> = ({ place, mayOperate }) => (
  <section
    id="hold"
    class={`card decide${place.hold ? ' held' : ''}`}
    aria-labelledby="hold-title"
    data-live
  >
    <h2 id="hold-title">{titleOf(place)}</h2>
    {place.hold ? <Why {...place.hold} /> : null}
    {mayOperate ? place.hold ? <Lift {...place} /> : <HoldIt {...place} /> : null}
    {mayOperate || place.hold ? null : (
      <p class="muted">Who has the role operate here can keep releases out.</p>
    )}
  </section>
);

type Place = EnvironmentProps['place'];

function titleOf({ hold, unavailable }: Place): string {
  if (unavailable !== undefined) return 'Whether it is held is told when a worker is back';
  return hold ? 'Held' : 'Not held';
}

const Why: FC<NonNullable<Place['hold']>> = ({ by, reason, since, releaseId, also }) => (
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

const HoldIt: FC<Place> = (place) => (
  <form method="post" action={`${environmentPath(place)}/hold`}>
    <Reason id="hold-reason" name="reason" label="Why should nothing enter?" required />
    <p class="actions">
      <button>Hold {place.name}</button>
      <span>No release enters until it is lifted. What deploys is finished; rollbacks pass.</span>
    </p>
  </form>
);

const Lift: FC<Place> = (place) => (
  <form method="post" action={`${environmentPath(place)}/lift`}>
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
