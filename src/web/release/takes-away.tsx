import type { FC } from 'hono/jsx';
import { listed } from '../../domain/listed.ts';
import type { Preview } from '../../client/responses.ts';

/** Names the commits that are live and would not be any more, where there are some. */
export const TakesAway: FC<
  Pick<Preview['environments'][number]['change'], 'takenAway' | 'takenAwayCount'>
> = ({ takenAway, takenAwayCount: count }) =>
  count === 0 ? null : (
    <p class="bad-text">
      Takes away {count} {count === 1 ? 'commit' : 'commits'}:{' '}
      {listed(takenAway.map(subjectOf), count)}.
    </p>
  );

function subjectOf({ subject }: { readonly subject: string }): string {
  return subject;
}
