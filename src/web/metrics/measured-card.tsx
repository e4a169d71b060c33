import type { FC } from 'hono/jsx';
import type { Dora, MeasuredEnvironment, MeasuredService } from '../../client/responses.ts';
import { Status } from '../badge.tsx';
import { Figures } from './figures.tsx';
import { SplitFigure } from './split.tsx';
import { Tables } from './tables.tsx';
import { periodName } from './words.ts';

interface MeasuredCardProps extends Pick<Dora, 'by' | 'zone'> {
  readonly service: MeasuredService;
  readonly measured: MeasuredEnvironment;
}

/** A service in one environment: charts, and what they say in numbers. */
export const MeasuredCard: FC<MeasuredCardProps> = ({ service, measured, by, zone }) => {
  const { environment, periods, total } = measured;
  const id = `measured-${service.service}-${environment}`;
  const parts = {
    measured,
    names: periods.map(({ firstDay }) => periodName(firstDay, by)),
    across: by === 'week' ? `week from Monday (${zone})` : `${by} (${zone})`,
  };
  return (
    <section class="card measured" aria-labelledby={id}>
      <header>
        <h2 id={id}>
          {service.service} in {environment}
        </h2>
        <p class="muted">
          {periods[0]?.firstDay} to {periods.at(-1)?.lastDay}
        </p>
      </header>
      <Endings {...service.endings} />
      {total.deployments === 0 ? (
        <Nothing environment={environment} />
      ) : (
        <>
          <div class="measures">
            <Figures {...parts} />
          </div>
          <SplitFigure {...parts} />
          <Tables {...parts} />
        </>
      )}
    </section>
  );
};

const ENDINGS = [
  'succeeded',
  'failed',
  'rolled-back',
  'rejected',
  'expired',
  'superseded',
  'cancelled',
] as const;

/** How releases ended, wherever they were by then. */
const Endings: FC<MeasuredService['endings']> = (endings) => {
  const some = ENDINGS.flatMap((outcome) => {
    const count = endings[outcome] ?? 0;
    return count === 0 ? [] : [{ outcome, count }];
  });
  if (some.length === 0) return null;
  const isQuiet = some.some(({ outcome }) => ENDINGS.indexOf(outcome) > 2);
  return (
    <div class="endings">
      <span>Releases that ended:</span>
      <ul class="facts">
        {some.map(({ outcome, count }) => (
          <li>
            {count} <Status phase="done" outcome={outcome} />
          </li>
        ))}
      </ul>
      {isQuiet ? (
        <span class="muted">Rejected, expired, superseded and cancelled are no failures.</span>
      ) : null}
    </div>
  );
};

const Nothing: FC<{ environment: string }> = ({ environment }) => (
  <p class="empty">
    Nothing has gone live in {environment} in this time. Once a release has, you see here how often
    that happens, how long a change takes from its commit and where that time goes, how many turn
    out bad, and how soon something good is live again.
  </p>
);
