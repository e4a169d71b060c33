import { setTimeout as pause } from 'node:timers/promises';

/** What the bench reads of a release. */
export interface Shown {
  readonly id: string;
  readonly phase: string;
  readonly outcome?: string;
  readonly approvalRequest?: { readonly digest: string };
  readonly problem?: { readonly message: string };
}

/** The API as a client sees it. */
export interface Api {
  /** Starts a release. @returns its id */
  start(service: string, commit: string): Promise<string>;
  read(id: string): Promise<Shown>;
  /** Waits until a release waits for approval. @returns the digest of what is asked */
  awaitGate(id: string): Promise<string>;
  /** Votes. @returns the status, or `undefined` if nobody answered */
  approve(id: string, approvalRequest: string): Promise<number | undefined>;
  get(path: string): Promise<string>;
}

export function createApi(url: string): Api {
  const post = (path: string, body: unknown) =>
    fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const get = async (path: string) => (await fetch(url + path)).text();
  const read = async (id: string) => JSON.parse(await get(`/releases/${id}`)) as Shown;
  return {
    get,
    read,
    async start(service, commit) {
      const answer = await post('/releases', { service, commit });
      const text = await answer.text();
      if (answer.status !== 201) throw new Error(`Not started: ${text}`);
      return (JSON.parse(text) as Shown).id;
    },
    async awaitGate(id) {
      for (;;) {
        const { phase, approvalRequest, problem } = await read(id);
        if (phase === 'awaiting-approval' && approvalRequest) return approvalRequest.digest;
        if (phase === 'done') throw new Error(`${id} has ended: ${problem?.message}`);
        await pause(10);
      }
    },
    async approve(id, approvalRequest) {
      const answer = await post(`/releases/${id}/approval`, {
        verdict: 'approve',
        approvalRequest,
      }).catch(() => undefined);
      await answer?.text();
      return answer?.status;
    },
  };
}
