import { createHash } from 'node:crypto';
import { canonicalJson } from '../domain/canonical.ts';
import type { Manifest, SealedManifest } from '../domain/manifest.ts';
import type { Author } from '../domain/plan.ts';
import type { Environments } from './environment.ts';

export interface GateQuestion extends Omit<Manifest, 'releaseId' | 'live'> {
  readonly release: { readonly id: string; readonly startedBy: string; readonly author: Author };
}

export interface OpenedGate {
  readonly manifest: SealedManifest;
  /** People who may not approve, unless the gate lets them; `EVERYBODY` is all of them. */
  readonly own: readonly string[];
  /** Milliseconds since the Unix epoch. */
  readonly openedAtMs: number;
}

/** Seals what is asked at a gate, with what is live there now. Only reads; may be repeated. */
export function createOpenGate(environments: Pick<Environments, 'live'>) {
  return async function openGate({ release, ...asked }: GateQuestion): Promise<OpenedGate> {
    const live = await environments.live(asked.service, asked.environment);
    return {
      manifest: seal({ releaseId: release.id, ...asked, live: live?.releaseId ?? null }),
      own: [...new Set([release.startedBy, release.author.email])],
      openedAtMs: Date.now(),
    };
  };
}

/** Gives a manifest the digest that votes name. */
export function seal(manifest: Manifest): SealedManifest {
  const digest = createHash('sha256').update(canonicalJson(manifest)).digest('hex');
  return { ...manifest, digest: `sha256:${digest}` };
}
