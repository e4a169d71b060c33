import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type Block, blocksOf, type CurlRequest, curlRequests, pageAt } from '../docs/pages.ts';
import { eventually } from '../support/eventually.ts';
import { type Playground, startPlayground } from '../support/playground.ts';

const readme = pageAt('README.md');
const page = pageAt('docs/tour.md');
const WRITTEN_ID = /hello-[0-9a-f]{12}/g;
const WRITTEN_DIGEST = /sha256:[0-9a-f]{64}/g;
/** Each request of the page with what the page says is answered, in the order of the page. */
const examples = blocksOf(page)
  .filter(({ language }) => language === 'sh')
  .flatMap(({ text, next }) => curlRequests(text).map((request) => ({ request, shown: next })))
  .map((example) => [`${example.request.method} ${example.request.url}`, example] as const);

let playground: Playground;
beforeAll(async () => {
  playground = await startPlayground();
});
afterAll(async () => {
  await playground?.stop();
});

test('`npm start` prints the output in README.md', () => {
  const shown = blocksOf(readme).find(({ text }) => text.startsWith('Slipway is running.'))?.text;
  const said = playground.said().slice(playground.said().indexOf('Slipway is running.'));
  expect(wordsOf(withoutPhases(said))).toBe(wordsOf(withoutPhases(shown ?? '')));
  // A phase that is over between two looks is not said.
  expect(phasesOf(shown ?? '')).toEqual(expect.arrayContaining(phasesOf(said)));
  expect(phasesOf(said)).toContain('awaiting-approval');
});

test('docs/tour.md shows the calls that users need', () => {
  expect(examples.length).toBeGreaterThanOrEqual(7);
});

// In order, because the later ones are about what the earlier ones did.
test.each(examples)('%s is answered as docs/tour.md says', async (_, { request, shown }) => {
  const { status, text } = await send(request);
  if (shown?.language !== 'json') return expectLines(text, shown);
  const expected = JSON.parse(shown.text);
  const isProblem = typeof expected.status === 'number';
  expect(status).toSatisfy((code: number) => (isProblem ? code === expected.status : code < 300));
  expectShape(JSON.parse(text), expected, '');
  if (request.url.endsWith('/approval')) await untilDone();
});

describe('the command line', () => {
  const blocks = blocksOf(page).filter(
    ({ language, text }) => language === 'sh' && text.includes('npx slipway '),
  );
  const blockOf = (command: string): Block =>
    blocks.find(({ text }) => text.includes(`npx slipway ${command} `)) ?? {
      language: '',
      text: '',
    };
  /** Runs each line of a block, and gives what all of them printed. */
  const run = async (command: string) => {
    const runs = [];
    for (const line of blockOf(command).text.trim().split('\n')) runs.push(await shell(line));
    expect(runs.map(({ status }) => status)).toEqual(runs.map(() => 0));
    return runs.map(({ said }) => said).join('');
  };
  const expectShown = (said: string, command: string) => {
    const lines = linesOf(said);
    let from = 0;
    for (const line of linesOf(blockOf(command).next?.text ?? '')) {
      const at = lines.indexOf(line, from);
      expect(at, `${line}\nin\n${lines.slice(from).join('\n')}`).toBeGreaterThanOrEqual(0);
      from = at + 1;
    }
    expect(from).toBeGreaterThan(0);
  };

  test('prints the output in docs/tour.md for every block there', async () => {
    expect(blocks.map(({ text }) => /npx slipway (\S+)/.exec(text)?.[1])).toEqual([
      'start',
      'follow',
      'approve',
      'status',
      'validate',
    ]);
    expectShown(await run('start'), 'start');
    let watched = '';
    const watching = shell(blockOf('follow').text, (text) => (watched += text));
    await eventually('the watch to show what it waits for', async () => watched.includes('until '));
    expectShown(await run('approve'), 'approve');
    const { status, said } = await watching;
    expect(status).toBe(0);
    expectShown(said, 'follow');
    expectShown(await run('status'), 'status');
    expectShown(await run('validate'), 'validate');
  });
});

/** Runs a line as somebody in the folder of `npm start`, whose API is where it is by default. */
async function shell(
  line: string,
  hear: (text: string) => void = () => {},
): Promise<{ status: number; said: string }> {
  const program = `${process.execPath} ${join(inject('programs'), 'entry/cli.js')}`;
  const child = spawn('bash', ['--norc', '-c', line.replace('npx slipway', program)], {
    cwd: playground.folder,
    env: {
      PATH: process.env['PATH'] ?? '',
      SLIPWAY_URL: playground.apiUrl,
      // As npx has it.
      npm_lifecycle_event: 'npx',
      npm_lifecycle_script: 'slipway',
      ...Object.fromEntries(
        ['AUTHOR', 'COMMITTER'].flatMap((who) => [
          [`GIT_${who}_NAME`, 'You'],
          [`GIT_${who}_EMAIL`, 'you@localhost'],
        ]),
      ),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    hear(chunk.toString());
  });
  const [status] = (await once(child, 'close')) as [number];
  return { status, said };
}

/** Lines of a command, but for what differs from time to time. */
function linesOf(text: string): string[] {
  return text
    .trim()
    .split('\n')
    .map((line) =>
      line
        .replace(WRITTEN_ID, 'RELEASE')
        .replace(/\b[0-9a-f]{12}\b/g, 'COMMIT')
        .replace(/\S+@localhost/g, 'PERSON')
        .replace(/\d{4}-\d\d-\d\d/g, 'DAY')
        .replace(/\b\d\d:\d\d(:\d\d)?\b/g, 'TIME')
        .replace(/\b[\d.]+(ms|s|m|h)( \d+s)?(?= |\)|$)/g, 'AGE')
        .replace(/ +/g, ' ')
        .trim(),
    );
}

const PHASE_LINE = /^ {2}([a-z-]+)$/gm;

function phasesOf(text: string): string[] {
  return [...text.matchAll(PHASE_LINE)].map(([, phase = '']) => phase);
}

function withoutPhases(text: string): string {
  return text.replace(PHASE_LINE, '');
}

async function send({ method, url, headers, body }: CurlRequest) {
  const { digest } = (await release()).approvalRequest;
  const address = real(url, digest).replace('http://127.0.0.1:3000', playground.apiUrl);
  const stop = new AbortController();
  const response = await fetch(address, {
    method,
    headers,
    signal: stop.signal,
    ...(body !== undefined && { body: real(body, digest) }),
  });
  const isStream = response.headers.get('content-type')?.includes('event-stream') === true;
  const text = isStream ? await firstPart(response) : await response.text();
  if (isStream) stop.abort();
  return { status: response.status, text };
}

/** A stream of a release that waits does not end. */
async function firstPart({ body }: Response): Promise<string> {
  let text = '';
  for await (const chunk of body as ReadableStream<Uint8Array>) {
    text += Buffer.from(chunk).toString();
    if (text.includes('promotion-decided')) break;
  }
  return text;
}

interface Shown {
  readonly phase: string;
  readonly approvalRequest: { readonly digest: string };
}

async function release(): Promise<Shown> {
  const response = await fetch(`${playground.apiUrl}/releases/${playground.releaseId}`);
  return (await response.json()) as Shown;
}

async function untilDone(): Promise<void> {
  await eventually('the release to end', async () => (await release()).phase === 'done');
}

function real(text: string, digest: string): string {
  return text.replace(WRITTEN_ID, playground.releaseId).replace(WRITTEN_DIGEST, digest);
}

/** Every key that is shown is there, with a value of the same kind; words are the same words. */
function expectShape(found: unknown, shown: unknown, at: string): void {
  if (shown === null || typeof shown !== 'object') {
    expect(typeof found, at).toBe(typeof shown);
    if (typeof shown === 'string' && isWords(shown))
      expect(wordsOf(String(found)), at).toBe(wordsOf(shown));
    return;
  }
  expect(found, at).toBeTypeOf('object');
  for (const [key, value] of Object.entries(shown))
    expectShape((found as Record<string, unknown>)[key], value, `${at}/${key}`);
}

/** Not an instant, a digest, a commit, a name of a person, or what follows as fast as it can. */
function isWords(text: string): boolean {
  return !/^\d{4}-\d\d-|^sha256:|^[0-9a-f]{40}$|@|^It is deploying/.test(text);
}

/** Lines of a log or a stream, but for what differs from release to release. */
function expectLines(text: string, shown: Block | undefined): void {
  const lines = (shown?.text ?? '').trim().split('\n');
  for (const line of lines) expect(wordsOf(text)).toContain(wordsOf(line));
}

function wordsOf(text: string): string {
  return text
    .replaceAll('\\\n', ' ')
    .replace(/sha256:([0-9a-f]{64}|[0-9a-f]+…)/g, 'DIGEST')
    .replace(/[0-9a-f]{40}/g, 'COMMIT')
    .replace(WRITTEN_ID, 'RELEASE')
    .replace(/\bid: \d+/g, 'id: NUMBER')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'INSTANT')
    .replace(/127\.0\.0\.1:\d+/g, 'ADDRESS')
    .replace(/\S+@localhost/g, 'DEVELOPER')
    .replace(/\s+/g, ' ')
    .trim();
}
