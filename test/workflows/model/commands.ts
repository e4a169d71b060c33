import fc from 'fast-check';
import { recheckWaiting } from '../../../src/temporal/recheck-waiting.ts';
import { type Command, onRelease, onService } from './command.ts';
import { goingBack, guidance, freezing, override, overriding, switching } from './orders.ts';
import type { Flaw } from './modelled-service.ts';
import type { Deeds } from './rules.ts';
import { commitOf, letTimePass, runOf, type Service, startRelease } from './service.ts';
import { settled } from './settled.ts';
import { setups, VOTERS } from './setup.ts';
import { slowDown, speedUp } from './site.ts';
import { approval, voting } from './votes.ts';

const HOUR_MS = 3_600_000;

/** A commit has one release, unless that ended before production. */
const starting: fc.Arbitrary<Command> = fc
  .tuple(
    fc.integer({ min: 1, max: 12 }),
    fc.option(fc.constantFrom<Flaw[]>('deploy', 'verify', 'unclear', 'watch'), { freq: 3 }),
  )
  .map(([number, flaw]) =>
    onService(
      `start commit ${number}${flaw ? `, which is bad (${flaw})` : ''}`,
      (service) => startRelease(service, number, flaw ?? undefined),
      ({ releases, production }) =>
        ![...releases.values()].some(
          ({ id, commit, isOver }) =>
            commit === commitOf(number) && (!isOver || production.entered.has(id)),
        ),
    ),
  );

const ways = fc.constantFrom('cancel' as const, 'terminate' as const);
type Way = 'cancel' | 'terminate';

async function end(service: Service, deeds: Deeds, how: Way): Promise<void> {
  deeds.isStopped = true;
  deeds.isTerminated = how === 'terminate';
  await runOf(service, deeds)[how]();
}

const ending: fc.Arbitrary<Command> = fc
  .tuple(fc.nat(7), ways)
  .map(([at, how]) => onRelease(how, at, (service, deeds) => end(service, deeds, how)));

/** In the midst of a deployment that takes long: of this release, if it may enter, or of another. */
const interrupting: fc.Arbitrary<Command> = fc.tuple(fc.nat(7), ways).map(([at, how]) =>
  onRelease(`deploy and ${how}`, at, async (service, deeds) => {
    const { releases, production } = service.place;
    slowDown(production);
    await override(service, deeds);
    await settled(service);
    const inside = releases.get(production.busy ?? '');
    if (inside?.isStopped === false) await end(service, inside, how);
  }),
);

const passing: fc.Arbitrary<Command> = fc
  .constantFrom(1, 20, 45, 100, 170, 400)
  .map((hours) =>
    onService(`${hours} hours pass`, (service) =>
      letTimePass(service, hours * HOUR_MS, () => settled(service)),
    ),
  );

/** The releases that wait are told that slipway.yaml is another. */
const tell = ({ stage, place: { service } }: Service) =>
  recheckWaiting(stage.client, { service }, 'window');

const window: fc.Arbitrary<Command> = fc.boolean().map((isOpen) =>
  onService(`the window ${isOpen ? 'opens' : 'closes'}`, async (service) => {
    service.place.isOpen = isOpen;
    await tell(service);
  }),
);

const dismissing: fc.Arbitrary<Command> = fc.constantFrom(...VOTERS).map((name) =>
  onService(`${name} may not vote any more`, async (service) => {
    service.place.dismissed.add(name);
    await tell(service);
  }),
);

const reconfiguring: fc.Arbitrary<Command> = setups.map((setup) =>
  onService(`from now on ${JSON.stringify(setup)}`, async (service) => {
    service.place.setup = setup;
    await tell(service);
  }),
);

const pace: fc.Arbitrary<Command> = fc.constantFrom(true, true, false).map((isSlow) =>
  onService(`deployments ${isSlow ? 'take long' : 'come to their end'}`, async ({ place }) => {
    if (isSlow) slowDown(place.production);
    else speedUp(place.production);
  }),
);

const restarting: fc.Arbitrary<Command> = fc
  .constant('the worker is restarted')
  .map((name) => onService(name, ({ stage }) => stage.restartWorker()));

/** Everything that can be done to the releases of a service; what is needed more comes more often. */
export const COMMANDS: fc.Arbitrary<Command>[] = [
  [starting, starting, starting],
  [voting, voting, voting, approval, approval],
  [passing, passing],
  [window, dismissing, reconfiguring],
  [freezing, overriding, switching, guidance, goingBack],
  [ending, interrupting, pace, restarting],
].flat();
