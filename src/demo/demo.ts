import { setTimeout as pause } from 'node:timers/promises';
import { approvalHint, type Shown } from './approval-hint.ts';

type Say = (line: string) => void;

/** Where the API is asked from here, and where people reach it. */
interface Addresses {
  readonly localUrl: string;
  readonly url: string;
}

interface Listed {
  readonly services: readonly {
    readonly name: string;
    readonly environments: readonly { readonly name: string; readonly url?: string }[];
  }[];
}

/**
 * Releases hello over HTTP, as a user would, follows it to its end, and says on the way how to
 * approve it. On a later start it finds the newest release of hello, and starts none.
 */
export async function runDemo(
  addresses: Addresses,
  say: Say,
  stopping: AbortSignal,
): Promise<void> {
  try {
    await show(addresses, say, stopping);
  } catch (error) {
    if (!stopping.aborted) throw error;
  }
}

async function show({ localUrl, url }: Addresses, say: Say, signal: AbortSignal): Promise<void> {
  const listed = await fetch(`${localUrl}/services`, { signal });
  if (listed.status === 401)
    return say('Users are set up. Start a release with `npx slipway start` and a token.');
  const { services } = (await listed.json()) as Listed;
  const hello = services.find(({ name }) => name === 'hello');
  // An operator's own slipway.yaml has no hello: nothing to show then.
  if (!hello) return;
  const places = hello.environments.flatMap((environment) => environment.url ?? []);
  const found = await newest(localUrl);
  const id = found ?? (await startHello(localUrl));
  if (id === undefined) return;
  say(`${found ? 'Latest release' : 'Started a release'} of hello: ${url}/ui/releases/${id}`);
  for await (const release of phasesOf(localUrl, id, signal)) {
    say(`  ${release.phase}`);
    if (release.phase === 'awaiting-approval') approvalHint(url, release, places, say);
    if (release.phase === 'done') tellEnd(release, places, say);
  }
}

async function newest(apiUrl: string): Promise<string | undefined> {
  const answer = await fetch(`${apiUrl}/releases?service=hello&limit=1`);
  const { releases } = (await answer.json()) as { releases?: readonly Shown[] };
  return releases?.[0]?.id;
}

async function startHello(apiUrl: string): Promise<string | undefined> {
  const started = await fetch(`${apiUrl}/releases`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ service: 'hello', ref: 'main' }),
  });
  return started.ok ? ((await started.json()) as Shown).id : undefined;
}

/** The release at each of its phases, to the end. */
async function* phasesOf(apiUrl: string, id: string, signal: AbortSignal): AsyncGenerator<Shown> {
  for (let last = ''; last !== 'done'; await pause(200, undefined, { signal })) {
    const answer = await fetch(`${apiUrl}/releases/${id}`, { signal });
    // Temporal may just be away.
    if (!answer.ok) continue;
    const release = (await answer.json()) as Shown;
    if (release.phase !== last) yield release;
    last = release.phase;
  }
}

function tellEnd({ outcome, problem }: Shown, places: readonly string[], say: Say): void {
  if (outcome === 'succeeded') return say(`hello is live in production: ${places.at(-1) ?? ''}`);
  say(
    `The release ended: ${outcome}. ${problem ? `${problem.code}: ${problem.message}` : ''}`.trim(),
  );
  say('Start another release: npx slipway start hello');
}
