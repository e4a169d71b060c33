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
import { readRelease } from './releases.ts';

export interface InterventionDependencies {
  readonly engine: Engine;
  readonly store: Pick<Store, 'appendToAuditLog' | 'readAuditLog'>;
  /** Signs an order, so that the engine knows that it came through here. */
  signIntervention(intervention: Intervention): SignedIntervention;
}

/** What is ordered, without who orders it and when. */
export type InterventionBody = Intervention extends infer Kind
  ? Kind extends Intervention
    ? Omit<Kind, 'interventionId' | 'by' | 'atMs' | 'runId'>
    : never
  : never;

export interface InterventionRequest {
  /** The release that it is about. */
  readonly id: string;
  readonly principal: Principal;
  /** What the caller needs, beside being a person. */
  readonly role: Role;
  readonly attempt: Intervention['kind'];
  readonly why: string | undefined;
  /** The rest of the order, and with it where the role must hold. */
  wish(release: Release): InterventionBody;
  /** What to say if the release has not moved on in time. */
  readonly otherwise: string;
}

/**
 * Signs an order of a person, sends it, and tells what follows from it. Refusals that the engine
 * never hears of are in the record before this ends.
 *
 * @returns what happens now, or `undefined` when no worker answered in time
 * @throws SlipwayError USERS_ONLY, FORBIDDEN, RELEASE_NOT_FOUND, RELEASE_ENDED, or why the order
 *   was refused
 */
export async function submitIntervention(
  dependencies: InterventionDependencies,
  { id, principal, role, attempt, why, wish, otherwise }: InterventionRequest,
): Promise<string | undefined> {
  const { engine, signIntervention } = dependencies;
  const interventionId = randomUUID();
  const effect = await attempted(
    dependencies,
    { id, by: principal.name, attempt, why },
    async () => {
      const by = requirePerson(principal, role, 'somewhere');
      const release = await readRelease(engine, id);
      const wanted = wish(release);
      const { service } = release.input;
      requireRole(principal, role, { service, environment: wanted.environment });
      const runId = await engine.runOf(id);
      return engine.intervene(
        id,
        signIntervention({ ...wanted, interventionId, by, atMs: Date.now(), runId }),
      );
    },
  );
  if (!effect) return undefined;
  if (effect.kind === 'refused')
    throw new SlipwayError(effect.code, `The ${attempt} order on ${id} was not carried out.`);
  return nextStep(engine, id, {
    isIt: (event) =>
      event.kind === 'intervention' && event.intervention.interventionId === interventionId,
    tells: false,
    otherwise,
  });
}
