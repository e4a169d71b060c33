import type { FC } from 'hono/jsx';
import { listed } from '../../domain/listed.ts';
import type { Preview } from '../../client/responses.ts';
import { counted } from '../counted.ts';

/** Names the live commits that the release does not contain. */
export const TakesAway: FC<
  Pick<Preview['environments'][number]['change'], 'takenAway' | 'takenAwayCount'>
> = ({ takenAway, takenAwayCount: count }) =>
  count === 0 ? null : (
    <p class="bad-text">
      Removes {counted(count, 'commit')}: {listed(takenAway.map(subjectOf), count)}.
    </p>
  );

function subjectOf({ subject }: { readonly subject: string }): string {
  return subject;
}
