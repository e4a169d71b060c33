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
  .object({ intervention: z.literal('done'), next: z.string().describe('What happens now.') })
  .openapi('InterventionDone');
const pending = z
  .object({
    intervention: z
      .literal('pending')
      .describe('Kept by Temporal, and obeyed when a worker is back.'),
    next: z.string(),
  })
  .openapi('InterventionPending');

const responses = {
  200: {
    description: 'It is done',
    content: { 'application/json': { schema: done } },
  },
  202: {
    description: 'The order is kept; no worker answered in time',
    content: { 'application/json': { schema: pending } },
  },
};
const ORDER_ERRORS = [
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
  summary: 'Break the glass: let a release in without approval, soak and window',
  description:
    'Needs the role `override`, a person and a reason, and stays visible for ever. It still waits ' +
    'for its turn, and is never older than what is live.',
  request: {
    params: releaseParams,
    body: bodyOf(z.strictObject({ environment: place, reason: reasonText }).openapi('Override')),
  },
  responses: { ...responses, ...problems(...ORDER_ERRORS) },
});

const promotion = createRoute({
  method: 'post',
  path: '/releases/{id}/promotion',
  operationId: 'switchPromotion',
  summary: 'Switch a release that waits from delivery to deployment, or back',
  description: 'Needs the role `admin`, and a person.',
  request: {
    params: releaseParams,
    body: bodyOf(
      z
        .strictObject({ environment: place, mode, reason: reasonText.optional() })
        .openapi('Promotion'),
    ),
  },
  responses: { ...responses, ...problems(...ORDER_ERRORS) },
});

const guidance = createRoute({
  method: 'post',
  path: '/releases/{id}/guidance',
  operationId: 'guideRelease',
  summary: 'Answer a release that asks how to go on',
  description:
    'Needs the role `operate`, and a person. `question` of the release says what it asks.',
  request: {
    params: releaseParams,
    body: bodyOf(
      z
        .strictObject({
          guidanceRequest: z.string().min(1).max(100).describe('Which question is answered.'),
          choice: z.enum(GUIDANCE_CHOICES),
          reason: reasonText.optional(),
        })
        .openapi('Guidance'),
    ),
  },
  responses: { ...responses, ...problems(...ORDER_ERRORS, 'CHOICE_UNAVAILABLE') },
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
        wish: () => ({ kind: 'override', ...said }),
        otherwise: OVERRIDE_EFFECT,
      });
      return answered(c, next);
    })
    .openapi(promotion, async (c) => {
      const { reason: why, ...said } = c.req.valid('json');
      const next = await submitIntervention(dependencies, {
        ...c.req.valid('param'),
        principal: c.var.principal,
        role: 'admin',
        attempt: 'promotion',
        why,
        wish: () => ({ kind: 'promotion', ...said, ...reasonOf(why) }),
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
        wish: (release) => {
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

/** @throws SlipwayError NOTHING_TO_ACT_ON if the release asks nothing */
function whereAsked({ input, guidanceRequest }: Release): string {
  if (!guidanceRequest)
    throw new SlipwayError('NOTHING_TO_ACT_ON', `${input.id} does not ask anything.`);
  return guidanceRequest.environment;
}

function answered(c: Context<Env>, next: string | undefined) {
  return next === undefined
    ? c.json({ intervention: 'pending' as const, next: ERRORS.NO_WORKER.next }, 202)
    : c.json({ intervention: 'done' as const, next }, 200);
}
