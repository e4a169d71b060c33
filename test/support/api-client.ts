import { setTimeout as pause } from 'node:timers/promises';
import { type PrincipalName, tokenOf } from './principals.ts';
import { type Contract, contractOf } from './contract.ts';

/** A release as the API shows it, as far as tests look at it. */
export interface Shown {
  readonly id: string;
  readonly commit: string;
  readonly phase: string;
  readonly outcome?: string;
  readonly environments?: readonly { readonly name: string; readonly mode: string }[];
  readonly problem?: { readonly code: string; readonly message: string; readonly next: string };
  readonly artifact?: { readonly digest: string };
  readonly approvalRequest?: { readonly digest: string; readonly artifact: string };
  readonly gate?: { readonly kind: string };
  readonly guidanceRequest?: {
    readonly id: string;
    readonly choices: readonly string[];
  };
  readonly votes: readonly Readonly<Record<string, unknown>>[];
  readonly cancel?: Readonly<Record<string, unknown>>;
  readonly steps: readonly {
    readonly name: string;
    readonly state: string;
    readonly log: string;
  }[];
}

export interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
}

/** The body of a refusal. */
export interface Refused {
  readonly code: string;
  readonly detail: string;
  readonly next: string;
}

export interface Told {
  readonly id: number;
  readonly data: Readonly<Record<string, unknown>> & { readonly kind: string };
}

/** The HTTP API as a user of it has it. */
export interface ApiClient {
  readonly url: string;
  get<Body>(path: string): Promise<Answer<Body>>;
  /** @param by nobody where the API has no callers */
  post<Body = Shown & Refused>(
    path: string,
    body: unknown,
    by?: PrincipalName,
  ): Promise<Answer<Body>>;
  /** Starts a release, of `main` unless said otherwise. */
  start(
    service: string,
    what?: { commit: string } | { ref: string },
    by?: PrincipalName,
  ): Promise<Answer<Shown & Refused>>;
  vote(
    id: string,
    vote: Readonly<Record<string, unknown>>,
    by?: PrincipalName,
  ): Promise<Answer<Record<string, unknown> & Refused>>;
  read(id: string): Promise<Shown>;
  /** Waits until a release is as wanted. */
  until(id: string, wanted: (release: Shown) => boolean): Promise<Shown>;
  /** Waits until a release has ended, or waits for people. */
  settled(id: string): Promise<Shown>;
  /** Starts a release and waits until it has settled. */
  release(service: string, what?: { commit: string } | { ref: string }): Promise<Shown>;
  log(id: string, step: string): Promise<string>;
  /** Reads the stream of a release until it ends, which it does with the release. */
  events(id: string): Promise<readonly Told[]>;
}

const PATIENCE_MS = 60_000;

/** Whatever it answers is held against what its document says. */
export function createApiClient(url: string): ApiClient {
  let contract: Promise<Contract> | undefined;
  const readContract = async () => contractOf(await (await fetch(`${url}/openapi.json`)).json());
  const call = async <Body>(path: string, by: PrincipalName, init?: RequestInit) => {
    const headers = { Authorization: `Bearer ${tokenOf(by)}`, 'Content-Type': 'application/json' };
    const response = await fetch(url + path, { headers, ...init });
    const freezes = await (contract ??= readContract());
    const asked = { method: init?.method ?? 'GET', path: path.replace(/\?.*/, '') };
    await freezes(asked, response);
    return { status: response.status, body: (await response.json()) as Body };
  };
  const textOf = async (path: string) => {
    const headers = { Authorization: `Bearer ${tokenOf('ana')}` };
    return (await fetch(url + path, { headers })).text();
  };
  const api: ApiClient = {
    url,
    get: (path) => call(path, 'ana'),
    post: (path, body, by = 'ana') =>
      call(path, by, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    start: (service, what = { ref: 'main' }, by) => api.post('/releases', { service, ...what }, by),
    vote: (id, vote, by) => api.post(`/releases/${id}/approval`, vote, by),
    async read(id) {
      return (await api.get<Shown>(`/releases/${id}`)).body;
    },
    async until(id, wanted) {
      for (const endsAt = Date.now() + PATIENCE_MS; ; await pause(50)) {
        const release = await api.read(id);
        if (wanted(release)) return release;
        if (Date.now() > endsAt) throw new Error(`waited in vain: ${JSON.stringify(release)}`);
      }
    },
    settled: (id) =>
      api.until(
        id,
        ({ phase, gate }) =>
          phase === 'done' || (phase === 'awaiting-approval' && gate?.kind === 'waiting'),
      ),
    async release(service, what) {
      const { status, body } = await api.start(service, what);
      if (status !== 201) throw new Error(`not started: ${JSON.stringify(body)}`);
      return api.settled(body.id);
    },
    log: (id, step) => textOf(`/releases/${id}/logs/${step}`),
    async events(id) {
      const text = await textOf(`/releases/${id}/events`);
      const blocks = text.split('\n\n').filter((block) => block.includes('data:'));
      return blocks.map((block) => {
        const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1] ?? '';
        return { id: Number(field('id')), data: JSON.parse(field('data')) as Told['data'] };
      });
    },
  };
  return api;
}
