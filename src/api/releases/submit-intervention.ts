import { randomUUID } from 'node:crypto';
import { SlipwayError } from '../../domain/errors.ts';
import type { Principal, Role } from '../../domain/people/principal.ts';
import type { Intervention, SignedIntervention } from '../../domain/release/intervention.ts';
import type { Release } from '../../domain/release/release.ts';
import type { Store } from '../../store/store.ts';
import { requirePerson, requireRole } from '../authenticate.ts';
import type { Engine } from '../engine.ts';
import { nextStep } from './next-step.ts';
import { attempted } from './refused-attempts.ts';

export interface InterventionDependencies {
  readonly engine: Engine;
  readonly store: Pick<Store, 'appendToAuditLog' | 'readAuditLog'>;
  /** Signs an intervention, which proves to the engine that it came through the API. */
  signIntervention(intervention: Intervention): SignedIntervention;
}

/** An intervention without its author, run and time. */
export type InterventionBody = Intervention extends infer Kind
  ? Kind extends Intervention
    ? Omit<Kind, 'interventionId' | 'by' | 'atMs' | 'runId'>
    : never
  : never;

export interface InterventionRequest {
  /** The id of the release. */
  readonly id: string;
  readonly principal: Principal;
  /** The required role; a user is required, too. */
  readonly role: Role;
  readonly attempt: Intervention['kind'];
  readonly why: string | undefined;
  /** Builds the intervention; its environment is the scope of the role. */
  bodyFor(release: Release): InterventionBody;
  /** The `next` sentence if the history shows no next step in time. */
  readonly otherwise: string;
}

/**
 * Signs and sends an intervention of a user, and returns the next step. Refusals that the engine
 * never learns of are in the audit log before this returns.
 *
 * @returns the next step, or `undefined` if no worker responded in time
 * @throws SlipwayError USERS_ONLY, FORBIDDEN, RELEASE_NOT_FOUND, RELEASE_ENDED, or the code of
 *   the refusal
 */
export async function submitIntervention(
  dependencies: InterventionDependencies,
  { id, principal, role, attempt, why, bodyFor, otherwise }: InterventionRequest,
): Promise<string | undefined> {
  const { engine, signIntervention } = dependencies;
  const { opened, effect } = await attempted(
    dependencies,
    { id, by: principal.name, attempt, why },
    async () => {
      const by = requirePerson(principal, role, 'somewhere');
      const found = await engine.open(id);
      const wanted = bodyFor(found.release());
      const { service } = found.release().input;
      requireRole(principal, role, { service, environment: wanted.environment });
      const { runId } = found;
      const about = { interventionId: randomUUID(), by, atMs: Date.now(), runId };
      return {
        opened: found,
        effect: await found.intervene(signIntervention({ ...wanted, ...about })),
      };
    },
  );
  if (!effect) return undefined;
  if (effect.kind === 'refused')
    throw new SlipwayError(effect.code, `The ${attempt} on ${id} was not carried out.`);
  return nextStep(opened, { isNow: false, otherwise });
}
