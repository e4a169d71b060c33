import type fc from 'fast-check';
import type { Deeds } from './rules.ts';
import { type Service, underWay, unlessEnded } from './service.ts';
import { settled } from './settled.ts';
import type { ModelledService } from './modelled-service.ts';

/** Something that is done to a service; then all is as it should be again. */
export type Command = fc.AsyncCommand<ModelledService, Service>;

export function onService(
  name: string,
  act: (service: Service) => Promise<void>,
  check: (place: Readonly<ModelledService>) => boolean = () => true,
): Command {
  return {
    check,
    async run(_, service) {
      await act(service);
      await settled(service);
    },
    toString: () => name,
  };
}

/** @param index of those that are under way, counted round */
export function onRelease(
  name: string,
  index: number,
  act: (service: Service, deeds: Deeds) => Promise<void>,
): Command {
  return onService(
    `${name} (${index})`,
    async (service) => {
      const open = underWay(service.place);
      await act(service, open[index % open.length] as Deeds).catch(unlessEnded);
    },
    (place) => underWay(place).length > 0,
  );
}
