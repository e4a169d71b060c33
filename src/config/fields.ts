/** Kinds of values that several keys of the two files share. */
import { z } from 'zod';
import { formatDuration, parseDuration } from '../domain/duration.ts';

/** Adds the description of a key, for editors and the reference pages. */
export function about<Schema extends z.ZodType>(
  schema: Schema,
  description: string,
  ...examples: unknown[]
): Schema {
  return schema.meta({ description, ...(examples.length > 0 && { examples }) });
}

/** Not zero, so that editors refuse what `parseDuration` refuses. */
const DURATION = /^(?=.*[1-9])(\d{1,9}(ms|s|m|h|d))+$/;
const DURATION_WORDS = 'a duration such as 30s, 10m, 1h30m or 7d';

/** A text such as `10m`; the value is in milliseconds. */
export function duration(limits: { minMs?: number; maxMs?: number } = {}) {
  const { minMs = 1, maxMs = 365 * 86_400_000 } = limits;
  return z
    .string()
    .regex(DURATION, { error: DURATION_WORDS })
    .transform((written, context) => {
      const ms = parseDuration(written);
      if (ms !== undefined && ms >= minMs && ms <= maxMs) return ms;
      const message = `a duration from ${formatDuration(minMs)} to ${formatDuration(maxMs)}`;
      context.issues.push({ code: 'custom', message, input: written });
      return z.NEVER;
    })
    .meta({ title: 'duration' });
}

/** Longer than any step should take, and short enough for a timer of Node. */
export const stepTimeout = () => duration({ maxMs: 7 * 86_400_000 });

/** A text without NUL, which no command line, path or address may have. */
export function text(title: string) {
  return z
    .string()
    .regex(/^[^\0]+$/, { error: 'a text that is not empty' })
    .meta({ title });
}

export const commandLine = () => text('command line');

/** A name of a suite, a check, an environment or a group. */
export function name() {
  return named(/^[a-z][a-z0-9-]{0,30}$/, 31);
}

/** A name of a service. */
export function serviceName() {
  return named(/^[a-z][a-z0-9-]{0,40}$/, 41);
}

function named(pattern: RegExp, length: number) {
  const error = `a name of lowercase letters, digits and -, at most ${length} long, a letter first`;
  return z.string().regex(pattern, { error }).meta({ title: 'name' });
}

/** `SLIPWAY_…` belongs to Slipway: its own settings, and those that commands get. */
export function variableName() {
  return z
    .string()
    .regex(/^(?!__|SLIPWAY_)[A-Za-z_][A-Za-z0-9_]{0,99}$/, {
      error: 'the name of a variable, of letters, digits and _, that does not begin with SLIPWAY_',
    })
    .meta({ title: 'variable' });
}

export function variableNames() {
  return z.array(variableName()).prefault([]);
}

/** Variables with literal values. */
export function variables() {
  const value = z
    .string()
    .regex(/^[^\0]*$/, { error: 'a text without a NUL' })
    .meta({ title: 'text' });
  return about(
    z.record(variableName(), value).prefault({}),
    'Variables with literal values for the command. Never put secrets here.',
    { NODE_ENV: 'test' },
  );
}

/** A directory or file inside the workspace. */
export function insidePath() {
  return z
    .string()
    .regex(/^(?!\/)(?!(.*\/)?\.\.(\/|$))(?!(\.?\/)*\.?$)[^\0\n\\]+$/, {
      error: 'a path inside the workspace, such as dist, without ..',
    })
    .meta({ title: 'path' });
}

/** An address over HTTP, without a secret in it. */
export function httpAddress(example: string) {
  return z.string().regex(/^https?:\/\/[^\s?#@/]+(\/[^\s?#@]*)?$/, {
    error: `an address such as ${example}, without a name, query or fragment`,
  });
}
