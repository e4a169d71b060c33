import { bodyOf } from '../client/answer.ts';
import { closestMatch } from '../domain/did-you-mean.ts';
import { EXIT } from './exit-codes.ts';
import { CommandFailure } from './failure.ts';
import type { Session } from './session.ts';

/** The services that are configured, in their order. */
export async function listServices({ api }: Session) {
  return (await bodyOf(api.services.$get())).services;
}

/** @throws CommandFailure if there is no such service, with the one that may be meant */
export async function serviceNamed(session: Session, name: string) {
  const services = await listServices(session);
  const found = services.find((service) => service.name === name);
  if (found) return found;
  const names = services.map((service) => service.name);
  const meant = closestMatch(name, names);
  const next = meant ? `Did you mean ${meant}?` : `There are: ${names.join(', ') || 'none'}.`;
  throw new CommandFailure(EXIT.notFound, `No service ${name}.`, next);
}
