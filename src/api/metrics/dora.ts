import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { timeZone } from '../../config/window-schema.ts';
import { SlipwayError } from '../../domain/errors.ts';
import { dora } from '../../domain/measure/dora.ts';
import type { Days, Period } from '../../domain/measure/period.ts';
import type { ServicePlan } from '../../domain/plan/plan.ts';
import type { Env } from '../app-context.ts';
import type { Engine } from '../engine.ts';
import { problems, refuseInvalid } from '../problem.ts';
import { serviceNamed } from '../services.ts';
import { doraJson, doraSchema } from './dora-json.ts';
import type { MeasurementSources } from './ended-releases.ts';
import { createMeasuredReleases, type MeasuredPlace } from './measured-releases.ts';

export interface DoraDependencies {
  readonly engine: Engine;
  readonly store: MeasurementSources['store'];
  services(): readonly ServicePlan[];
  /** Cuts days into periods. @throws SlipwayError INVALID_REQUEST */
  periodsOf(days: Days): readonly Period[];
}

const day = z.iso.date().openapi({ example: '2026-11-01' });

const read = createRoute({
  method: 'get',
  path: '/dora',
  operationId: 'readDora',
  summary: 'Read the five DORA metrics',
  description:
    'A deployment counts in the period in which its release went live, and fails at most once. ' +
    'Rejected, expired, superseded and cancelled releases are not failures, and rollbacks are not ' +
    'deployments. `docs/metrics.md` defines each metric.',
  request: {
    query: z.object({
      service: z.string().max(60).optional().describe('Default: every service.'),
      environment: z.string().max(60).optional().describe('Default: every environment.'),
      from: day.optional().describe('The first day. Default: 30 days, 12 weeks or 12 months ago.'),
      to: day.optional().describe('The last day, inclusive. Default: today.'),
      by: z.enum(['day', 'week', 'month']).default('week').describe('Weeks start on Monday.'),
      zone: z
        .string()
        .default('UTC')
        .describe('The IANA time zone of the days.')
        .openapi({ example: 'Europe/Berlin' }),
    }),
  },
  responses: {
    200: {
      description: 'The metrics in total and for each period',
      content: { 'application/json': { schema: doraSchema } },
    },
    ...problems(
      'INVALID_REQUEST',
      'SERVICE_NOT_FOUND',
      'ENVIRONMENT_NOT_FOUND',
      'TIME_ZONE_INVALID',
      'PERIOD_INVALID',
    ),
  },
});

export function doraRoutes(dependencies: DoraDependencies) {
  const measuredReleases = createMeasuredReleases(dependencies);
  return new OpenAPIHono<Env>({ defaultHook: refuseInvalid }).openapi(read, async (c) => {
    const { service, environment, from, to, by, zone } = c.req.valid('query');
    refuseUnknownZone(zone);
    refuseDistantDays(from, to);
    const places = placesOf(dependencies.services(), service, environment);
    const periods = dependencies.periodsOf({
      by,
      zone,
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
    });
    const measures = dora(await measuredReleases(places), periods, places);
    return c.json(doraJson({ by, zone }, periods, measures), 200);
  });
}

/** Time zone data is reliable in this range only. @throws SlipwayError PERIOD_INVALID */
function refuseDistantDays(...days: readonly (string | undefined)[]): void {
  const distant = days.find((one) => one && (one < '1970-01-01' || one >= '2900-01-01'));
  if (distant === undefined) return;
  throw new SlipwayError('PERIOD_INVALID', `${distant}: expected a day since 1970`);
}

/** @throws SlipwayError TIME_ZONE_INVALID */
function refuseUnknownZone(zone: string): void {
  const { error } = timeZone.safeParse(zone);
  if (error) throw new SlipwayError('TIME_ZONE_INVALID', `zone: ${error.issues[0]?.message}`);
}

/** @throws SlipwayError SERVICE_NOT_FOUND, ENVIRONMENT_NOT_FOUND */
function placesOf(
  services: readonly ServicePlan[],
  service: string | undefined,
  environment: string | undefined,
): MeasuredPlace[] {
  const asked = service === undefined ? services : [serviceNamed(services, service)];
  const places = asked.map(({ service: name, environments }) => ({
    service: name,
    environments: environments
      .map((plan) => plan.name)
      .filter((known) => environment === undefined || known === environment),
  }));
  const found = places.filter(({ environments }) => environments.length > 0);
  if (environment !== undefined && found.length === 0)
    throw new SlipwayError(
      'ENVIRONMENT_NOT_FOUND',
      `${service ?? 'slipway.yaml'} has no environment ${environment}.`,
    );
  return found;
}
