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

/** A service in one environment: charts, and their data. */
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
        <NoDeployments environment={environment} />
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

/** Outcomes of releases, wherever they ended. */
const Endings: FC<MeasuredService['endings']> = (endings) => {
  const some = ENDINGS.flatMap((outcome) => {
    const count = endings[outcome] ?? 0;
    return count === 0 ? [] : [{ outcome, count }];
  });
  if (some.length === 0) return null;
  const isQuiet = some.some(({ outcome }) => ENDINGS.indexOf(outcome) > 2);
  return (
    <div class="endings">
      <span>Outcomes:</span>
      <ul class="facts">
        {some.map(({ outcome, count }) => (
          <li>
            {count} <Status phase="done" outcome={outcome} />
          </li>
        ))}
      </ul>
      {isQuiet ? (
        <span class="muted">
          Rejected, expired, superseded and cancelled releases do not count as failures.
        </span>
      ) : null}
    </div>
  );
};

const NoDeployments: FC<{ environment: string }> = ({ environment }) => (
  <p class="empty">
    No deployments to {environment} in this period. After the first one you see the DORA metrics
    here, and where lead time goes.
  </p>
);
