import { describe, expect, it } from 'vitest';
import type { ListQuery, StartRequest } from '../../src/api/engine.ts';
import type { ReleaseEvent } from '../../src/domain/release/event.ts';
import type { ReleaseRow } from '../../src/domain/release/release.ts';
import { appWith, AT_GATE, STORY } from '../support/api.ts';
import { commandLine, useClockOfStories } from '../support/command-line.ts';
import { INPUT } from '../support/plan.ts';

const ID = INPUT.id;
useClockOfStories();

const row: ReleaseRow = {
  id: ID,
  service: INPUT.service,
  commit: INPUT.commit,
  author: INPUT.author,
  subject: INPUT.subject,
  startedBy: INPUT.startedBy,
  startedAtMs: 1_000,
  phase: 'awaiting-approval',
  environment: 'production',
};
const done = { ...row, id: 'hello-000000000001', phase: 'done', outcome: 'failed' } as const;

describe('slipway list', () => {
  it('shows a line for each release, and how to see more', async () => {
    const asked: ListQuery[] = [];
    const list = async (query: ListQuery) => {
      asked.push(query);
      return { releases: [row, done], next: 'abc' };
    };
    const run = commandLine(appWith({ list }));
    const { out } = await run('list', 'hello', '--limit', '2');
    expect(asked).toEqual([{ service: 'hello', limit: 2 }]);
    expect(out.split('\n')).toEqual([
      'RELEASE             STATE                         STARTED  AUTHOR  SUBJECT',
      'hello-3f2a91c4d5e6  awaiting-approval production  1m       Dev     Say hello',
      'hello-000000000001  failed                        1m       Dev     Say hello',
      '',
      'More: slipway list hello --cursor abc',
      '',
    ]);
    await run('list', '--phase', 'done', '--cursor', 'abc');
    expect(asked[1]).toEqual({ phase: 'done', limit: 20, cursor: 'abc' });
  });

  it('fits the screen: what is too long ends in an ellipsis', async () => {
    const list = async () => ({ releases: [{ ...row, subject: 'x'.repeat(200) }] });
    const { out } = await commandLine(appWith({ list }), { columns: 80 })('list');
    const lines = out.trimEnd().split('\n');
    expect(lines[1]).toHaveLength(80);
    expect(lines[1]).toMatch(/x…$/);
  });

  it('gives a program what the API answers', async () => {
    const app = appWith({ list: async () => ({ releases: [row], next: 'abc' }) });
    const { out } = await commandLine(app)('list', '--json');
    const answer = await app.request('/releases', { headers: { Authorization: 'Bearer ana' } });
    expect(JSON.parse(out)).toEqual(await answer.json());
  });

  it.each([
    [['list'], 'Nothing was released. To do it: slipway start SERVICE\n'],
    [['list', 'hello'], 'hello was never released. To do it: slipway start hello\n'],
    [['list', '--phase', 'testing'], 'No releases in testing.\n'],
  ])('%j says so where there is none', async (words, said) => {
    expect((await commandLine(appWith())(...words)).out).toBe(said);
  });

  it('knows the services that there are', async () => {
    const { exit, notes } = await commandLine(appWith())('list', 'helo');
    expect([exit, notes]).toEqual([
      'notFound',
      ['slipway: No service helo.', 'Did you mean hello?'],
    ]);
  });
});

describe('slipway waiting', () => {
  /** Of two pages only the second has something that asks anybody. */
  const pages = async ({ cursor }: ListQuery) => ({
    releases: cursor === undefined ? [] : [row],
    ...(cursor === undefined && { next: 'abc' }),
  });
  const app = appWith({ list: pages, history: async () => AT_GATE });

  it('shows what waits for this person, and what to type', async () => {
    const { out } = await commandLine(app, { as: 'ben' })('waiting');
    expect(out.split('\n')).toEqual([
      `${ID}  3f2a91c4d5e6 "Say hello", by Dev <dev@example.com>`,
      '  Waiting for 1 approval to deploy to production.',
      '    since 1970-01-01 00:00 (57s), until 1970-01-08 00:00',
      `    approve: slipway approve ${ID}`,
      `    reject: slipway reject ${ID} --comment WHY`,
      '',
    ]);
  });
  it('says so where nothing does', async () => {
    expect((await commandLine(app, { as: 'eve' })('waiting')).out).toBe(
      'Nothing needs your action.\n',
    );
  });
  it('gives a program the page of the API', async () => {
    const { out } = await commandLine(app)('waiting', '--json');
    expect(JSON.parse(out)).toMatchObject({ releases: [{ id: ID }] });
  });
});

describe('slipway start', () => {
  function stage(created: boolean, history: readonly ReleaseEvent[] = STORY, worker = true) {
    const asked: unknown[] = [];
    const app = appWith(
      {
        start: async ({ service }: StartRequest) => {
          asked.push(service);
          return { id: ID, created };
        },
        history: async () => history,
        health: async () => ({ temporal: true, worker }),
      },
      {
        resolve: async ({ ref, commit }) => {
          asked.push({ ref, commit });
          return { ...INPUT, ...(ref !== undefined && { ref }) };
        },
      },
    );
    return { run: commandLine(app), asked };
  }

  it.each([
    [[], { ref: 'main' }],
    [['v1.2'], { ref: 'v1.2' }],
    [['3f2a91c'], { commit: '3f2a91c' }],
  ])('of hello %j releases %j', async (words, what) => {
    const { run, asked } = stage(true);
    expect((await run('start', 'hello', ...words)).exit).toBe('done');
    expect(asked).toEqual([expect.objectContaining(what), 'hello']);
  });

  it('says what was started, and how to follow it', async () => {
    const { out, notes } = await stage(true).run('start', 'hello');
    expect(out.split('\n')).toEqual([
      `${ID}  started`,
      '3f2a91c4d5e6 "Say hello", by Dev <dev@example.com>',
      `  follow: slipway follow ${ID}`,
      '',
    ]);
    expect(notes).toEqual([]);
  });

  it('says what the release does that there is already', async () => {
    const { out } = await stage(false, AT_GATE).run('start', 'hello');
    expect(out).toContain(`${ID}  already exists: awaiting-approval production\n`);
    expect(out).toContain(`  approve: slipway approve ${ID}\n`);
  });

  it('says that no worker runs', async () => {
    const { notes } = await stage(true, STORY, false).run('start', 'hello');
    expect(notes).toEqual(['No worker is running, so releases are paused.']);
  });

  it('follows the release where it is asked to', async () => {
    const ended = { id: 40, atMs: 5_000, kind: 'ended', outcome: 'rejected' } as const;
    const app = appWith({
      async *follow() {
        yield* [...STORY, ended];
      },
    });
    const { exit, out } = await commandLine(app)('start', 'hello', '--follow');
    expect(exit).toBe('rejected');
    expect(out).toMatch(/rejected after 4s\n$/);
  });

  it('gives a program the release', async () => {
    const { out } = await stage(true).run('start', 'hello', '--json');
    expect(JSON.parse(out)).toMatchObject({
      id: ID,
      phase: 'building',
      steps: [{ name: 'build' }],
    });
  });
});

describe('slipway cancel', () => {
  it('says what becomes of the release', async () => {
    const interventions: unknown[] = [];
    const app = appWith({
      history: async () => AT_GATE,
      cancel: async (id, order) => void interventions.push([id, order]),
    });
    const { exit, out } = await commandLine(app)('cancel', ID, '--reason', 'typo');
    expect([exit, out]).toEqual(['done', `${ID}: Stops now.\n`]);
    expect(interventions).toEqual([[ID, { by: 'ana', reason: 'typo' }]]);
  });
});

describe('slipway open', () => {
  const opened: string[] = [];
  const browse = async (url: string) => Boolean(opened.push(url));
  const run = commandLine(appWith(), { browse });

  it.each([
    [[], '/'],
    [[ID], `/ui/releases/${ID}`],
    [['hello/production'], '/ui/environments/hello/production'],
  ])('%j opens the page, and says where it is', async (words, path) => {
    const { exit, out } = await run('open', ...words);
    expect([exit, out, opened.pop()]).toEqual([
      'done',
      `http://slipway.test${path}\n`,
      `http://slipway.test${path}`,
    ]);
  });
  it('only says it where that is asked, or a program asks', async () => {
    expect((await run('open', '--print')).out).toBe('http://slipway.test/\n');
    expect((await run('open', '--json')).out).toBe('{\n  "url": "http://slipway.test/"\n}\n');
    expect(opened).toEqual([]);
  });
  it('says so where no browser can be opened', async () => {
    const { exit, notes } = await commandLine(appWith(), { browse: async () => false })('open');
    expect([exit, notes]).toEqual([
      'done',
      ['Could not open a browser. Open the URL above yourself.'],
    ]);
  });
});

describe('slipway whoami', () => {
  it.each([
    ['ana', 'ana, a user, with the roles start, approve, operate\n'],
    ['ben', 'ben, a user, with the role approve\n'],
    ['eve', 'eve, a user, with no roles\n'],
    ['ci', 'ci, a service-account, with the role admin\n'],
  ])('tells who %s is', async (as, said) => {
    expect((await commandLine(appWith(), { as })('whoami')).out).toBe(said);
  });
});
