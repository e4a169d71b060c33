import { EXIT } from './exit-codes.ts';
import { CommandFailure } from './failure.ts';

/** An environment of a service. */
export interface EnvironmentArgument {
  readonly service: string;
  readonly name: string;
}

/** Reads `hello/production`. @throws CommandFailure if it is not written so */
export function parseEnvironmentArgument(text: string): EnvironmentArgument {
  const [, service, name] = /^([a-z0-9][a-z0-9-]*)\/([a-z0-9][a-z0-9-]*)$/.exec(text) ?? [];
  if (service !== undefined && name !== undefined) return { service, name };
  const what = `"${text}" is not an environment.`;
  throw new CommandFailure(EXIT.usage, what, 'Use service/environment, such as hello/production.');
}
