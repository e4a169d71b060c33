/** A trace that a release belongs to: the `traceparent` of W3C Trace Context, level 1. */

/** Version, trace, parent and flags; versions to come may have more behind. */
const FIELDS = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const SAMPLED = 1;

/**
 * The `traceparent` to pass on, in the form of version 00; `undefined` for any other text, which the
 * specification wants to be ignored.
 */
export function traceparentOf(text: string): string | undefined {
  const [, version, trace = '', parent = '', flags = '', more] = FIELDS.exec(text) ?? [];
  if (version === undefined || version === 'ff') return undefined;
  if (version === '00' && more !== undefined) return undefined;
  if (/^0+$/.test(trace) || /^0+$/.test(parent)) return undefined;
  // The meaning of other flags depends on their version.
  const known = version === '00' ? flags : `0${parseInt(flags, 16) & SAMPLED}`;
  return `00-${trace}-${parent}-${known}`;
}

/** What belongs to a trace, if it was started in one. */
export interface Traced {
  /** In the form of `traceparentOf`. */
  readonly traceparent?: string;
}

/** The trace of something, to be handed on to what it starts. */
export function traceOf({ traceparent }: Traced): Traced {
  return traceparent === undefined ? {} : { traceparent };
}
