import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { GUIDANCE_CHOICES } from '../../../src/domain/release/intervention.ts';
import { WAITING_PHASES } from '../../../src/domain/release/release.ts';
import { createEnvironmentActions } from '../../../src/temporal/environment-actions.ts';
import { intervention } from '../../support/releasing.ts';
import { type Command, onRelease, onService } from './command.ts';
import type { Deeds } from './rules.ts';
import { look, runOf, type Service, startLate } from './service.ts';

const index = fc.nat(7);
const environment = 'production';

/** Break-glass. */
export const overriding: fc.Arbitrary<Command> = index.map((at) =>
  onRelease('override', at, override),
);

export async function override(service: Service, deeds: Deeds): Promise<void> {
  const release = await look(service, deeds);
  if (release?.environment !== environment || !WAITING_PHASES.includes(release.phase)) return;
  deeds.isOverridden = true;
  const said = { kind: 'override', environment, reason: 'fire' } as const;
  const { kind } = await intervention(service.stage, runOf(service, deeds), 'zoe', said);
  if (kind !== 'done') throw new Error(`an override was ${kind}`);
}

/** Asks people, or does not, from now on. */
export const switching: fc.Arbitrary<Command> = fc
  .tuple(index, fc.constantFrom('approval' as const, 'automatic' as const))
  .map(([at, mode]) =>
    onRelease(`switch to ${mode}`, at, async (service, deeds) => {
      const release = await look(service, deeds);
      if (release?.environment !== environment || !WAITING_PHASES.includes(release.phase)) return;
      deeds.mode = mode;
      const said = { kind: 'mode', environment, mode, reason: 'So it is.' } as const;
      const { kind } = await intervention(service.stage, runOf(service, deeds), 'zoe', said);
      if (kind !== 'done') throw new Error(`a switch was ${kind}`);
    }),
  );

/** Answers a release that asks how to go on. */
export const guidance: fc.Arbitrary<Command> = fc
  .tuple(index, fc.constantFrom(...GUIDANCE_CHOICES))
  .map(([at, choice]) =>
    onRelease(`guide: ${choice}`, at, async (service, deeds) => {
      const release = await look(service, deeds);
      if (!release?.guidanceRequest) return;
      const { id: guidanceRequest, choices } = release.guidanceRequest;
      const said = { kind: 'guidance', environment, guidanceRequest, choice } as const;
      const { kind } = await intervention(service.stage, runOf(service, deeds), 'zoe', said);
      const expected = choices.includes(choice) ? 'done' : 'refused';
      if (kind !== expected) throw new Error(`${choice} of ${choices.join()} was ${kind}`);
    }),
  );

/** A person holds production, or lifts whatever holds it. */
export const freezing: fc.Arbitrary<Command> = fc.boolean().map((isHeld) =>
  onService(isHeld ? 'freeze' : 'unfreeze', async ({ stage, place }) => {
    const interventions = createEnvironmentActions(stage.client);
    if (isHeld)
      await interventions.freeze(place.service, environment, {
        by: 'ana',
        reason: `a fair ${randomUUID()}`,
      });
    place.production.isClosed = isHeld;
    if (!isHeld) await interventions.unfreeze(place.service, environment, { by: 'ana' });
  }),
);

/** A person goes back, to the last good release or to a certain one. */
export const goingBack: fc.Arbitrary<Command> = fc.option(fc.nat(3)).map((nth) =>
  onService(
    `roll back to ${nth === null ? 'the last good one' : `the one ${nth} before`}`,
    async (service) => {
      const { place, stage } = service;
      const { production: site } = place;
      const good = site.past.filter(({ verifiedAtMs }) => verifiedAtMs !== undefined);
      const to = nth === null ? undefined : good[nth % good.length]?.releaseId;
      if (!site.live || (nth !== null && to === undefined)) return;
      site.wanted = to ?? 'last';
      const asked = { from: site.live.releaseId, ...(to !== undefined && { to }) };
      const about = { service: place.service, environment, by: 'ana', reason: 'slow', url: '' };
      const id = `rollback/${place.service}/${randomUUID()}`;
      await startLate(service, 'rollback', id, [{ ...about, ...asked }]);
      await stage.client.workflow.getHandle(id).result();
      service.clocks.delete(id);
      site.wanted = undefined;
    },
    ({ production }) => production.live !== undefined && !production.slow,
  ),
);
