/** A part of a parsed condition, as far as it is looked at here. */
export interface Part {
  readonly op: string;
  /** Other parts, names and values, in lists of lists. */
  readonly args: unknown;
  /** The character of the text at which it begins, from 0. */
  readonly start: number;
}

export interface RefusedPart {
  readonly node: Part;
  /** One sentence without a full stop. */
  readonly why: string;
}

/** They go over a list with a name for each element, which the names of calls tell. */
const LOOPS = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);
/** Grow with what is committed, so that a loop over one of them in a loop never ends. */
const LISTS = new Set(['paths', 'authors']);
const DEEPEST_LOOP = 2;

/**
 * Finds the first part of a condition that may not be there although it is CEL: fields that a
 * change does not have, and what whoever commits could make run for ever. That is regular
 * expressions, and loops within loops over what they have committed.
 */
export function refusedPart(root: Part, fields: readonly string[]): RefusedPart | undefined {
  return look(root, { fields, loops: 0, inLiteral: false });
}

interface Around {
  readonly fields: readonly string[];
  /** How many loops the part is in. */
  readonly loops: number;
  /** Whether it is in a list or map that is written out, by which a loop could get at it. */
  readonly inLiteral: boolean;
}

function look(node: Part, around: Around): RefusedPart | undefined {
  const why = whyRefused(node, around);
  if (why !== undefined) return { node, why };
  // `change` itself is only the left side of `change.field`.
  if (fieldOf(node) !== undefined) return undefined;
  for (const [part, inner] of innerParts(node, around)) {
    const found = look(part, inner);
    if (found) return found;
  }
  return undefined;
}

function whyRefused(node: Part, { fields, loops, inLiteral }: Around): string | undefined {
  const field = fieldOf(node);
  if (field !== undefined && !fields.includes(field))
    return `change has no ${field}, only ${fields.join(', ')}`;
  if (field !== undefined && LISTS.has(field) && (loops > 0 || inLiteral))
    return `change.${field} cannot be used within a loop, a list or a map`;
  if (node.op === 'id' && node.args === 'change')
    return 'change can only be used with one of its fields, such as change.paths';
  const called = calledName(node);
  if (called === 'matches') return 'matches is not offered, use glob, startsWith or contains';
  if (called === 'bind') return 'cel.bind is not offered';
  if (isLoop(node) && loops === DEEPEST_LOOP) return 'a third loop within loops is not offered';
  if (isLoop(node) && loops > 0 && receiverOf(node).some(mentionsChange))
    return 'a loop within a loop cannot go over what has changed';
  return undefined;
}

/** The parts of a part: of a loop all but its list are within the loop. */
function innerParts(node: Part, around: Around): [Part, Around][] {
  const { loops, inLiteral } = around;
  const isLiteral = node.op === 'list' || node.op === 'map';
  const receivers = receiverOf(node);
  const deeper = { ...around, loops: isLoop(node) ? loops + 1 : loops };
  const inner = { ...deeper, inLiteral: inLiteral || isLiteral };
  return partsIn(node.args).map((part) => [part, receivers.includes(part) ? around : inner]);
}

/** The name of the field, if the part is `change.field`. */
function fieldOf({ op, args }: Part): string | undefined {
  if (op !== '.' || !Array.isArray(args)) return undefined;
  const [left, name] = args as [Part, string];
  return left.op === 'id' && left.args === 'change' ? name : undefined;
}

function calledName({ op, args }: Part): string | undefined {
  return (op === 'call' || op === 'rcall') && Array.isArray(args) ? String(args[0]) : undefined;
}

function isLoop(node: Part): boolean {
  return node.op === 'rcall' && LOOPS.has(calledName(node) ?? '');
}

/** What a method is called on, if the part is such a call. */
function receiverOf({ op, args }: Part): readonly Part[] {
  return op === 'rcall' && Array.isArray(args) ? [args[1] as Part] : [];
}

function mentionsChange(node: Part): boolean {
  if (node.op === 'id') return node.args === 'change';
  return partsIn(node.args).some(mentionsChange);
}

function partsIn(args: unknown): Part[] {
  if (Array.isArray(args)) return args.flatMap(partsIn);
  return typeof args === 'object' && args !== null && 'op' in args ? [args as Part] : [];
}
