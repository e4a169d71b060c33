import { z } from '@hono/zod-openapi';
import type { EnvironmentMeasures, ServiceMeasures } from '../../domain/measure/dora.ts';
import { SHARES } from '../../domain/measure/lead-time.ts';
import type { Days, Period } from '../../domain/measure/period.ts';
import { rfc3339 } from '../instant.ts';
import { instant, outcome } from '../schemas.ts';

const count = z.int().min(0);
const ms = z.int().min(0);

const distribution = (about: string) =>
  z
    .object({
      n: count.describe('Sample size. The other fields are absent if it is 0.'),
      medianMs: ms.optional(),
      p75Ms: ms.optional().describe('The 75th percentile.'),
      p90Ms: ms.optional().describe('The 90th percentile.'),
    })
    .describe(about);

const ratio = (about: string) =>
  z
    .object({
      count,
      of: count,
      rate: z.number().min(0).max(1).optional().describe('Absent without data.'),
    })
    .describe(about);

const measures = z
  .object({
    deployments: count.describe('Number of deployments.'),
    between: distribution('The time between deployments.'),
    leadTime: distribution('From the commit until its release was verified.'),
    split: z.object({
      n: count.describe('Number of lead times.'),
      ms: z
        .record(z.enum(SHARES), ms)
        .describe('Total time by activity; the sum is the total lead time.'),
    }),
    changeFail: ratio('Failed deployments.'),
    recovery: distribution('From a failed deployment to the next verified one.').extend({
      open: count.describe('Failures without a recovery so far.'),
    }),
    rework: ratio('Deployments that fixed a failure or used the override.'),
    overridden: count.describe('Deployments by override.'),
  })
  .openapi('Measures');

const period = measures
  .extend({ firstDay: z.iso.date(), lastDay: z.iso.date(), from: instant, to: instant })
  .openapi('MeasuredPeriod');

const service = z.object({
  service: z.string(),
  endings: z
    .partialRecord(outcome, count)
    .describe('Outcomes of releases that ended in this time, in any environment.'),
  environments: z.array(
    z.object({
      environment: z.string(),
      total: measures,
      periods: z.array(period),
    }),
  ),
});

export const doraSchema = z
  .object({
    from: instant,
    to: instant.describe('The end of the last day.'),
    by: z.enum(['day', 'week', 'month']),
    zone: z.string().describe('The time zone of the days.'),
    services: z.array(service),
  })
  .openapi('Dora');

export function doraJson(
  { by, zone }: Pick<Days, 'by' | 'zone'>,
  periods: readonly Period[],
  services: readonly ServiceMeasures[],
): z.infer<typeof doraSchema> {
  return {
    from: rfc3339(periods[0]?.fromMs ?? 0),
    to: rfc3339(periods.at(-1)?.toMs ?? 0),
    by,
    zone,
    services: services.map(({ environments, ...told }) => ({
      ...told,
      environments: environments.map((one) => environmentJson(one, periods)),
    })),
  };
}

function environmentJson(
  { periods: measured, ...told }: EnvironmentMeasures,
  periods: readonly Period[],
) {
  const cut = periods.map(({ fromMs, toMs, ...days }, i) => ({
    ...days,
    from: rfc3339(fromMs),
    to: rfc3339(toMs),
    ...(measured[i] as EnvironmentMeasures['total']),
  }));
  return { ...told, periods: cut };
}
