import type { Release } from '../client/responses.ts';
import { EXIT } from './exit-codes.ts';
import { CommandFailure } from './failure.ts';
import type { Session } from './session.ts';

/** The environment that a release waits for. @throws CommandFailure if it is not on its way to one */
export function waitsFor({ command }: Session, { id, environment }: Release): string {
  if (environment !== undefined) return environment;
  const next = `What it does: ${command('why', id)}`;
  throw new CommandFailure(EXIT.refused, `${id} is not waiting to deploy.`, next);
}

/** What an order has done, or that it is kept. */
export function interventionLines(
  { id }: Release,
  { intervention, next }: { readonly intervention: 'done' | 'pending'; readonly next: string },
): string[] {
  return [intervention === 'pending' ? `${id}: saved. ${next}` : `${id}: ${next}`];
}
