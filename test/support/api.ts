import { createHash, generateKeyPairSync } from 'node:crypto';
import { expect } from 'vitest';
import { createApp } from '../../src/api/app.ts';
import { createAuthenticate } from '../../src/api/authenticate.ts';
import type { Engine } from '../../src/api/engine.ts';
import { createVoteSigner } from '../../src/api/vote-signer.ts';
import type { Role } from '../../src/domain/caller.ts';
import type { ServicePlan } from '../../src/domain/plan.ts';
import type { StoryEvent } from '../../src/domain/story.ts';
import type { AppDependencies } from '../../src/api/app.ts';
import { INPUT, PLAN } from './plan.ts';

const { privateKey } = generateKeyPairSync('ed25519');
export const SIGNER = createVoteSigner(
  privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
);

/** A caller's token is its name. */
const caller = (name: string, kind: 'person' | 'service', ...roles: Role[]) => ({
  name,
  kind,
  roles,
  tokenSha256: createHash('sha256').update(name).digest('hex'),
});
const CALLERS = [
  caller('ana', 'person', 'start', 'approve', 'operate'),
  caller('ben', 'person', 'approve'),
  caller('eve', 'person'),
  caller('ci', 'service', 'admin'),
];

export const STORY: readonly StoryEvent[] = [
  { id: 1, atMs: 1_000, kind: 'started', input: INPUT },
  { id: 5, atMs: 2_000, kind: 'planned', plan: PLAN },
  { id: 9, atMs: 3_000, kind: 'step-started', step: 'build' },
];

const unexpected = () => Promise.reject(new Error('not expected to be called'));

const ENGINE: Engine = {
  start: async () => ({ id: INPUT.id, created: true }),
  list: async () => ({ releases: [] }),
  story: async () => STORY,
  async *follow() {
    yield* STORY;
  },
  vote: unexpected,
  cancel: unexpected,
  environment: async () => undefined,
  health: async () => ({ temporal: true, worker: true }),
};

/** The app with one service, over an engine that does what a test says. */
export function appWith(engine: Partial<Engine> = {}, more: Partial<AppDependencies> = {}) {
  const { commit: _, author: __, subject: ___, pipeline: ____, digest: _____, ...kept } = PLAN;
  const service: ServicePlan = { ...kept, branches: ['main'] };
  return createApp({
    engine: { ...ENGINE, ...engine },
    store: { readLog: async () => undefined, lastAttempt: async () => undefined },
    authenticate: createAuthenticate(() => CALLERS, { name: 'local', kind: 'person', roles: [] }),
    services: () => [service],
    resolve: async () => ({ commit: INPUT.commit, author: INPUT.author, subject: INPUT.subject }),
    voteKey: SIGNER.publicKey,
    sign: SIGNER.sign,
    links: { releaseUrl: (id) => `http://api/releases/${id}`, temporalUrl: () => undefined },
    stopping: new AbortController().signal,
    logError: (error) => expect.fail(String(error)),
    ...more,
  });
}

/** A request by a caller, with a JSON body if there is one. */
export function by(name: string, body?: unknown): RequestInit {
  const headers = { Authorization: `Bearer ${name}`, 'Content-Type': 'application/json' };
  return body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
}

/** The answer as status and body. */
export async function answer(response: Response | Promise<Response>) {
  const { status, headers } = await response;
  const type = headers.get('Content-Type') ?? '';
  const text = await (await response).text();
  return { status, headers, type, body: type.includes('json') ? JSON.parse(text) : text };
}
