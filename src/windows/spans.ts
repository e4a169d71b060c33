/** From the first instant, which is inside, to the last, which is not. Milliseconds. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The same time in order, without gaps of nothing: no span is empty, and none touches another. */
export function united(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  const inOrder = spans.toSorted((one, other) => one.fromMs - other.fromMs);
  for (const { fromMs, toMs } of inOrder) {
    if (toMs <= fromMs) continue;
    const last = result.at(-1);
    if (!last || fromMs > last.toMs) result.push({ fromMs, toMs });
    else if (toMs > last.toMs) result[result.length - 1] = { fromMs: last.fromMs, toMs };
  }
  return result;
}

/** The parts of the spans outside every hole. Both as `united` returns them, and so is the result. */
export function without(spans: readonly Span[], holes: readonly Span[]): Span[] {
  const edges = [-Infinity, ...holes.flatMap(({ fromMs, toMs }) => [fromMs, toMs]), Infinity];
  const rest: Span[] = [];
  for (let index = 0; index < edges.length; index += 2)
    rest.push({ fromMs: edges[index] as number, toMs: edges[index + 1] as number });
  return shared(spans, rest);
}

/** The common parts. Both as `united` returns them, and so is the result. */
export function shared(some: readonly Span[], others: readonly Span[]): Span[] {
  const result: Span[] = [];
  let start = 0;
  for (const { fromMs, toMs } of some) {
    // A span that ends before this one begins is never needed again.
    while ((others[start]?.toMs ?? Infinity) <= fromMs) start += 1;
    for (let index = start; (others[index]?.fromMs ?? Infinity) < toMs; index += 1) {
      const other = others[index] as Span;
      result.push({
        fromMs: Math.max(fromMs, other.fromMs),
        toMs: Math.min(toMs, other.toMs),
      });
    }
  }
  return result;
}

/** Whether an instant is inside one of them. */
export function covers(spans: readonly Span[], atMs: number): boolean {
  return spans.some(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs);
}
