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
      n: count.describe('Of how many. Of none, nothing else is said.'),
      medianMs: ms.optional(),
      p75Ms: ms.optional().describe('Three of four were not longer.'),
      p90Ms: ms.optional().describe('Nine of ten were not longer.'),
    })
    .describe(about);

const ratio = (about: string) =>
  z
    .object({
      count,
      of: count,
      rate: z.number().min(0).max(1).optional().describe('Absent where there is nothing to count.'),
    })
    .describe(about);

const measures = z
  .object({
    deployments: count.describe('How often a release went live.'),
    between: distribution('The time between deployments.'),
    leadTime: distribution('From the commit until its release was verified.'),
    split: z.object({
      n: count.describe('How many lead times it is made of.'),
      ms: z
        .record(z.enum(SHARES), ms)
        .describe('What they were spent on, summed up: all of it together is all of their time.'),
    }),
    changeFail: ratio('How many deployments failed.'),
    recovery: distribution(
      'Of deployments that failed: from going live until something good was live.',
    ).extend({ open: count.describe('How many have not been recovered from.') }),
    rework: ratio('How many deployments answered a failure, or broke the glass.'),
    overridden: count.describe('How many were let in by break-glass.'),
  })
  .openapi('Measures');

const period = measures
  .extend({ firstDay: z.iso.date(), lastDay: z.iso.date(), from: instant, to: instant })
  .openapi('MeasuredPeriod');

const service = z.object({
  service: z.string(),
  endings: z
    .partialRecord(outcome, count)
    .describe('How releases ended in this time, wherever they were by then.'),
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
    zone: z.string().describe('By whose clocks days begin.'),
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
