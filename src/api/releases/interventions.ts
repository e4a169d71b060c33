import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { ERRORS, SlipwayError } from '../../domain/errors.ts';
import {
  GUIDANCE_EFFECTS,
  MODE_EFFECTS,
  OVERRIDE_EFFECT,
} from '../../domain/release/action-effects.ts';
import { GUIDANCE_CHOICES } from '../../domain/release/intervention.ts';
import type { Release } from '../../domain/release/release.ts';
import type { Env } from '../app-context.ts';
import { BODY_ERRORS, problems, refuseInvalid } from '../problem.ts';
import { mode, reason as reasonText } from '../schemas.ts';
import { releaseParams } from './releases.ts';
import { type InterventionDependencies, submitIntervention } from './submit-intervention.ts';

const place = z.string().min(1).max(60).openapi({ example: 'production' });

const done = z
  .object({ intervention: z.literal('done'), next: z.string().describe('The next step.') })
  .openapi('InterventionDone');
const pending = z
  .object({
    intervention: z.literal('pending').describe('Saved; carried out when a worker is running.'),
    next: z.string(),
  })
  .openapi('InterventionPending');

const responses = {
  200: {
    description: 'The intervention was carried out',
    content: { 'application/json': { schema: done } },
  },
  202: {
    description: 'The intervention is saved; no worker responded in time',
    content: { 'application/json': { schema: pending } },
  },
};
const INTERVENTION_ERRORS = [
  ...BODY_ERRORS,
  'FORBIDDEN',
  'USERS_ONLY',
  'RELEASE_NOT_FOUND',
  'RELEASE_ENDED',
  'NOTHING_TO_ACT_ON',
  'INTERVENTION_UNSIGNED',
] as const;

function bodyOf<Schema extends z.ZodType>(schema: Schema) {
  return { required: true, content: { 'application/json': { schema } } };
}

const override = createRoute({
  method: 'post',
  path: '/releases/{id}/override',
  operationId: 'overrideRelease',
  summary: 'Emergency override: deploy without approval, soak and window',
  description:
    'Requires the `override` role, a user and a reason, and stays visible forever. The release ' +
    'still waits in the queue, and is never older than the live one.',
  request: {
    params: releaseParams,
    body: bodyOf(z.strictObject({ environment: place, reason: reasonText }).openapi('Override')),
  },
  responses: { ...responses, ...problems(...INTERVENTION_ERRORS) },
});

const modeChange = createRoute({
  method: 'post',
  path: '/releases/{id}/mode',
  operationId: 'changeMode',
  summary: 'Skip or require approval for a waiting release',
  description: 'Requires the `admin` role and a user.',
  request: {
    params: releaseParams,
    body: bodyOf(z.strictObject({ environment: place, mode, reason: reasonText }).openapi('Mode')),
  },
  responses: { ...responses, ...problems(...INTERVENTION_ERRORS) },
});

const guidance = createRoute({
  method: 'post',
  path: '/releases/{id}/guidance',
  operationId: 'respondToRelease',
  summary: 'Respond to a guidance request',
  description:
    'Requires the `operate` role and a user. `guidanceRequest` of the release shows the choices.',
  request: {
    params: releaseParams,
    body: bodyOf(
      z
        .strictObject({
          guidanceRequest: z.string().min(1).max(100).describe('The id of the guidance request.'),
          choice: z.enum(GUIDANCE_CHOICES),
          reason: reasonText.optional(),
        })
        .openapi('Guidance'),
    ),
  },
  responses: { ...responses, ...problems(...INTERVENTION_ERRORS, 'CHOICE_UNAVAILABLE') },
});

export function interventionRoutes(dependencies: InterventionDependencies) {
  return new OpenAPIHono<Env>({ defaultHook: refuseInvalid })
    .openapi(override, async (c) => {
      const said = c.req.valid('json');
      const next = await submitIntervention(dependencies, {
        ...c.req.valid('param'),
        principal: c.var.principal,
        role: 'override',
        attempt: 'override',
        why: said.reason,
        bodyFor: () => ({ kind: 'override', ...said }),
        otherwise: OVERRIDE_EFFECT,
      });
      return answered(c, next);
    })
    .openapi(modeChange, async (c) => {
      const said = c.req.valid('json');
      const next = await submitIntervention(dependencies, {
        ...c.req.valid('param'),
        principal: c.var.principal,
        role: 'admin',
        attempt: 'mode',
        why: said.reason,
        bodyFor: () => ({ kind: 'mode', ...said }),
        otherwise: MODE_EFFECTS[said.mode],
      });
      return answered(c, next);
    })
    .openapi(guidance, async (c) => {
      const { reason: why, ...said } = c.req.valid('json');
      const next = await submitIntervention(dependencies, {
        ...c.req.valid('param'),
        principal: c.var.principal,
        role: 'operate',
        attempt: 'guidance',
        why,
        bodyFor: (release) => {
          const environment = whereAsked(release);
          return { kind: 'guidance', environment, ...said, ...reasonOf(why) };
        },
        otherwise: GUIDANCE_EFFECTS[said.choice],
      });
      return answered(c, next);
    });
}

function reasonOf(why: string | undefined) {
  return why === undefined ? {} : { reason: why };
}

/** @throws SlipwayError NOTHING_TO_ACT_ON if the release needs no guidance */
function whereAsked({ input, guidanceRequest }: Release): string {
  if (!guidanceRequest)
    throw new SlipwayError('NOTHING_TO_ACT_ON', `${input.id} needs no guidance.`);
  return guidanceRequest.environment;
}

function answered(c: Context<Env>, next: string | undefined) {
  return next === undefined
    ? c.json({ intervention: 'pending' as const, next: ERRORS.NO_WORKER.next }, 202)
    : c.json({ intervention: 'done' as const, next }, 200);
}
