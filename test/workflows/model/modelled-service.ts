import type { Deeds } from './rules.ts';
import type { Setup } from './setup.ts';
import { newSite, type Site } from './site.ts';

/** How a commit is bad: where it shows, once. */
export type Flaw = 'deploy' | 'verify' | 'unclear' | 'watch';

/** One service in its world: what is true there, and what was done to its releases. */
export interface ModelledService {
  readonly service: string;
  /** What slipway.yaml says now. */
  setup: Setup;
  /** Whether the window is open. */
  isOpen: boolean;
  /** People who may not vote any more. */
  readonly dismissed: Set<string>;
  /** How far its clock is ahead of that of the machine. */
  aheadMs: number;
  readonly staging: Site;
  readonly production: Site;
  readonly releases: Map<string, Deeds>;
  /** By commit. */
  readonly flaws: Map<string, Flaw>;
  /** What must never happen, and did. */
  readonly broken: string[];
}

export function newModelledService(service: string, setup: Setup): ModelledService {
  return {
    service,
    setup,
    isOpen: true,
    dismissed: new Set(),
    aheadMs: 0,
    staging: newSite(),
    production: newSite(),
    releases: new Map(),
    flaws: new Map(),
    broken: [],
  };
}

/** By the clock of the service, in milliseconds since the Unix epoch. */
export const nowOf = ({ aheadMs }: ModelledService) => Date.now() + aheadMs;

/** Whether the window of production, if it has one by now, lets nobody in. */
export const isClosed = ({ setup, isOpen }: ModelledService) => setup.hasWindow && !isOpen;

export interface At {
  readonly service: string;
  readonly environment: string;
}

/** What a target is asked to do. `log` is there when something is brought back. */
export interface Deployment extends At {
  readonly releaseId: string;
  readonly commit: string;
  readonly digest: string;
  readonly log?: { readonly releaseId: string };
}
