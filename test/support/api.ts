import { createHash, generateKeyPairSync } from 'node:crypto';
import { expect } from 'vitest';
import { createApp } from '../../src/api/app.ts';
import type { AppDependencies } from '../../src/api/app.ts';
import { createAuthenticate, type SignedIn } from '../../src/api/authenticate.ts';
import { createVoteSigner } from '../../src/api/releases/vote-signer.ts';
import type { AuditEntry, EntryKind } from '../../src/domain/audit-log/entry.ts';
import type { Role } from '../../src/domain/people/principal.ts';
import type { ServicePlan } from '../../src/domain/plan/plan.ts';
import type { ReleaseEvent } from '../../src/domain/release/event.ts';
import { glob } from '../../src/policy/glob.ts';
import type { Store } from '../../src/store/store.ts';
import { periodsOf } from '../../src/windows/periods.ts';
import { type Contract, contractOf } from './contract.ts';
import { engineOf, type FakeEngine } from './fake-engine.ts';
import { INPUT, PLAN } from './plan.ts';

const { privateKey } = generateKeyPairSync('ed25519');
export const SIGNER = createVoteSigner(
  privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
);

/** A caller's token is its name. */
const principal = (name: string, kind: 'user' | 'service-account', ...roles: Role[]) => ({
  name,
  kind,
  roles,
  groups: [],
  grants: [],
  tokenSha256: createHash('sha256').update(name).digest('hex'),
});
const CALLERS = [
  principal('ana', 'user', 'start', 'approve', 'operate'),
  principal('ben', 'user', 'approve'),
  principal('eve', 'user'),
  principal('olga', 'user', 'override'),
  principal('root', 'user', 'admin'),
  principal('ci', 'service-account', 'admin'),
];

/** Nobody is known by a session or by an identity provider. */
export const NOBODY: SignedIn = {
  bySession: async () => undefined,
  byProviderToken: async () => undefined,
};

export const STORY: readonly ReleaseEvent[] = [
  { id: 1, atMs: 1_000, kind: 'started', input: INPUT },
  { id: 5, atMs: 2_000, kind: 'planned', plan: PLAN },
  { id: 9, atMs: 3_000, kind: 'step-queued', activityId: '1', type: 'build', step: 'build' },
];

/** A release that is at the gate of production, with the manifest `GATE_MANIFEST`. */
export const GATE_MANIFEST = `sha256:${'1'.repeat(64)}`;
export const AT_GATE: readonly ReleaseEvent[] = [
  ...STORY,
  {
    id: 20,
    atMs: 4_000,
    kind: 'promotion-decided',
    mode: 'approval',
    approvalRequest: {
      releaseId: INPUT.id,
      service: 'hello',
      environment: 'production',
      commit: INPUT.commit,
      artifact: `sha256:${'2'.repeat(64)}`,
      plan: PLAN.digest,
      live: null,
      nonce: 'run-1',
      digest: GATE_MANIFEST,
    },
    excludedApprovers: ['dev@example.com'],
    openedAtMs: 4_000,
  },
];

/** The same story as one that began a minute ago: its gate has not expired. */
export function lately(history: readonly ReleaseEvent[]): readonly ReleaseEvent[] {
  const laterMs = Date.now() - 60_000;
  return history.map((event) => {
    const moved = { ...event, atMs: event.atMs + laterMs };
    return moved.kind === 'promotion-decided'
      ? { ...moved, openedAtMs: moved.openedAtMs + laterMs }
      : moved;
  });
}

/** The same when its verification there has failed, and it asks how to go on. */
export const ASKING: readonly ReleaseEvent[] = [
  ...AT_GATE,
  {
    id: 40,
    atMs: 9_000,
    kind: 'asked',
    guidanceRequest: {
      id: 'q-1',
      environment: 'production',
      failedStage: 'verify',
      choices: ['retry', 'fail'],
      problem: { code: 'VERIFICATION_FAILED', message: 'It responded 500.' },
      isUnknown: false,
      askedAtMs: 9_000,
    },
  },
];

/** A stream that ends after these. */
export async function* told(events: readonly ReleaseEvent[]): AsyncGenerator<ReleaseEvent> {
  yield* events;
}

/** What `follow` of an engine does whose history ends here for now. */
export async function* toldSoFar(
  events: readonly ReleaseEvent[],
  { signal }: { signal: AbortSignal },
): AsyncGenerator<ReleaseEvent> {
  yield* events;
  if (!signal.aborted)
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

/** A Wednesday, for what depends on the day. */
export const NOW_MS = Date.parse('2026-11-25T12:00:00Z');

const NO_CHANGES = {
  commits: [],
  commitCount: 0,
  takenAway: [],
  takenAwayCount: 0,
  paths: [],
  pathCount: 0,
  linesAdded: 0,
  linesRemoved: 0,
};

const unexpected = () => Promise.reject(new Error('not expected to be called'));

const ENGINE: FakeEngine = {
  start: async () => ({ id: INPUT.id, created: true }),
  list: async () => ({ releases: [] }),
  history: async () => STORY,
  present: async () => STORY,
  async *follow() {
    yield* STORY;
  },
  vote: unexpected,
  runOf: async () => 'run-1',
  intervene: unexpected,
  existingRelease: async () => undefined,
  waiting: async () => [],
  cancel: unexpected,
  environment: async () => undefined,
  freeze: unexpected,
  unfreeze: unexpected,
  rollBack: unexpected,
  notifications: async () => undefined,
  resend: async () => false,
  failedNotifications: async () => ({ outboxes: [] }),
  countReleases: unexpected,
  health: async () => ({ temporal: true, worker: true }),
};

/** A store without logs, with records that can be added to. */
export const appStore = () => ({
  readLog: async () => undefined,
  lastAttempt: async () => undefined,
  ...recordsInMemory(),
});

/**
 * The app with one service, over an engine that does what a test says. Whatever a test asks of it,
 * the answer is as the document of the API says.
 */
export function appWith(engine: Partial<FakeEngine> = {}, more: Partial<AppDependencies> = {}) {
  const app = uncheckedApp(engine, more);
  const request = app.request;
  app.request = async (input, init, ...rest) => {
    const response = await request(input, init, ...rest);
    const address = input instanceof Request ? input.url : new URL(input, 'http://api');
    const { method, url } = input instanceof Request ? input : new Request(address, init);
    const freezes = await (contract ??= readContract());
    await freezes({ method, path: new URL(url).pathname }, response);
    return response;
  };
  return app;
}

let contract: Promise<Contract> | undefined;

async function readContract(): Promise<Contract> {
  const { body } = await answer(uncheckedApp().request('/openapi.json'));
  return contractOf(body);
}

function uncheckedApp(engine: Partial<FakeEngine> = {}, more: Partial<AppDependencies> = {}) {
  const { commit: _, author: __, subject: ___, pipeline: ____, digest: _____, ...kept } = PLAN;
  const service: ServicePlan = { ...kept, branches: ['main'] };
  return createApp({
    engine: engineOf({
      ...ENGINE,
      ...(engine.history && { present: engine.history }),
      ...engine,
    }),
    store: appStore(),
    authenticate: createAuthenticate(
      () => ({ principals: CALLERS, webhooks: {}, isLocal: false }),
      NOBODY,
      () => expect.fail('Somebody is configured.'),
    ),
    services: () => [service],
    configurationProblem: () => undefined,
    resolve: async () => ({ commit: INPUT.commit, author: INPUT.author, subject: INPUT.subject }),
    changed: unexpected,
    matches: glob,
    webhookKeys: () => ({}),
    preview: unexpected,
    changes: async () => NO_CHANGES,
    windowOf: async () => ({ open: true }),
    periodsOf: (days) => periodsOf(days, NOW_MS),
    voteKey: SIGNER.publicKey,
    sign: SIGNER.sign,
    signIntervention: SIGNER.signIntervention,
    links: { releaseUrl: (id) => `http://api/ui/releases/${id}`, temporalUrl: () => undefined },
    stopping: new AbortController().signal,
    observe: () => {},
    metrics: async () => '',
    logError: (error) => expect.fail(String(error)),
    ...more,
  });
}

/** Records without a chain: each entry is a line. */
export function recordsInMemory(): Pick<
  Store,
  'appendToAuditLog' | 'readAuditLog' | 'listAuditLogs' | 'newestEntry'
> {
  const records = new Map<string, string>();
  return {
    async appendToAuditLog(id, entries) {
      const lines = entries.map((entry) => `${JSON.stringify(entry)}\n`);
      records.set(id, (records.get(id) ?? '') + lines.join(''));
      return lines.length;
    },
    async readAuditLog(id) {
      const text = records.get(id);
      return text === undefined ? undefined : Buffer.from(text);
    },
    listAuditLogs: async () => [...records.keys()],
    async newestEntry<Kind extends EntryKind>(id: string, kind: Kind) {
      const lines = records.get(id)?.trimEnd().split('\n') ?? [];
      const entries = lines.map((line) => JSON.parse(line) as AuditEntry<Kind>);
      return entries.findLast((entry) => entry.kind === kind);
    },
  };
}

/** A request by a caller, with a JSON body if there is one. */
export function by(name: string, body?: unknown): RequestInit {
  const headers = { Authorization: `Bearer ${name}`, 'Content-Type': 'application/json' };
  return body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
}

/** The same with another method than POST. */
export function byMethod(method: string, name: string, body?: unknown): RequestInit {
  if (body !== undefined) return { ...by(name, body), method };
  return { method, headers: { Authorization: `Bearer ${name}` } };
}

/** The answer as status and body. */
export async function answer(response: Response | Promise<Response>) {
  const { status, headers } = await response;
  const type = headers.get('Content-Type') ?? '';
  const text = await (await response).text();
  return { status, headers, type, body: type.includes('json') ? JSON.parse(text) : text };
}
