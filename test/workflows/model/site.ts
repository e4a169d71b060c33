/** An environment as its target knows it: what runs there, and what ran before. */
export interface Site {
  /** What is deployed or verified there at this moment. */
  busy: string | undefined;
  live: Running | undefined;
  /** What ran before, the newest first. */
  readonly past: Running[];
  /** Releases that were taken back. */
  readonly rolledBack: Set<string>;
  /** Releases that were deployed here once. */
  readonly entered: Set<string>;
  /** How often something else went live. */
  moves: number;
  /** Whether a person holds it, or has not looked yet after a rollback. */
  isClosed: boolean;
  /** The release that a person wants to go back to; `last`: the last that was good. */
  wanted: string | undefined;
  /** Deployments go on until this is let go. */
  slow: Slow | undefined;
}

export interface Running {
  readonly releaseId: string;
  readonly commit: string;
  /** It was brought back. */
  readonly isBack: boolean;
  /** When it went live. */
  readonly sinceMs: number;
  verifiedAtMs: number | undefined;
}

export interface Slow {
  readonly over: Promise<void>;
  letGo(): void;
}

export function newSite(): Site {
  return {
    busy: undefined,
    live: undefined,
    past: [],
    rolledBack: new Set(),
    entered: new Set(),
    moves: 0,
    isClosed: false,
    wanted: undefined,
    slow: undefined,
  };
}

/** From now on deployments take until somebody lets them go. */
export function slowDown(site: Site): void {
  let letGo = () => {};
  const over = new Promise<void>((resolve) => (letGo = resolve));
  site.slow ??= { over, letGo };
}

export function speedUp(site: Site): void {
  site.slow?.letGo();
  site.slow = undefined;
}

/** Something else runs there. */
export function goLive(site: Site, next: Running): void {
  site.moves += 1;
  if (site.live && site.live.releaseId !== next.releaseId) site.past.unshift(site.live);
  site.live = next;
}

/** Whether it was good there for so long by now, or until something else took its place. */
export function hasSoaked(
  { live, past }: Site,
  releaseId: string,
  { soakMs, nowMs }: { readonly soakMs: number; readonly nowMs: number },
): boolean {
  const known = live ? [live, ...past] : past;
  const at = known.findIndex((one) => one.releaseId === releaseId);
  const { verifiedAtMs = Infinity } = known[at] ?? {};
  return verifiedAtMs + soakMs <= (known[at - 1]?.sinceMs ?? nowMs);
}

/** What a rollback brings back: the newest that was good, and was not taken back itself. */
export function lastGood({ live, past, rolledBack }: Site): Running | undefined {
  return past.find(
    ({ releaseId, verifiedAtMs }) =>
      verifiedAtMs !== undefined && releaseId !== live?.releaseId && !rolledBack.has(releaseId),
  );
}
