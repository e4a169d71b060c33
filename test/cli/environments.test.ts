import { describe, expect, it } from 'vitest';
import type { AppDependencies } from '../../src/api/app.ts';
import type { Engine } from '../../src/api/engine.ts';
import {
  emptyEnvironment,
  type EnvironmentState,
  freezeEnvironment,
  unfreezeEnvironment,
} from '../../src/domain/environment/environment.ts';
import type { LiveRelease } from '../../src/domain/environment/live-release.ts';
import type { RollbackInput } from '../../src/domain/environment/rollback.ts';
import { SlipwayError } from '../../src/domain/errors.ts';
import { appWith, by, STORY } from '../support/api.ts';
import { commandLine, useClockOfStories } from '../support/command-line.ts';

useClockOfStories();

const was = (start: string, more: Partial<LiveRelease> = {}): LiveRelease => ({
  releaseId: `hello-${start.padEnd(12, '0')}`,
  commit: start.padEnd(40, '0'),
  digest: `sha256:${'1'.repeat(64)}`,
  atMs: 1_000,
  verified: true,
  ...more,
});
const place = (name: string, more: Partial<EnvironmentState> = {}): EnvironmentState => ({
  ...emptyEnvironment('hello', name),
  ...more,
});
const ticket = (start: string) => ({ ...was(start), runId: start, heartbeatMs: 1, sinceMs: 2_000 });

function stage(
  states: Record<string, EnvironmentState>,
  { engine = {}, more = {} }: { engine?: Partial<Engine>; more?: Partial<AppDependencies> } = {},
) {
  const environment = async (_: string, name: string) => states[name];
  return commandLine(appWith({ environment, ...engine }, more));
}

describe('slipway status', () => {
  it('E6 shows what runs where, who deploys, who is next and who holds it', async () => {
    const run = stage({
      staging: place('staging', { live: was('b'), holder: ticket('c'), queue: [ticket('d')] }),
      production: place('production', {
        live: was('a', { verified: false }),
        freezes: [{ by: 'ana', reason: 'Stock-taking.', sinceMs: 0 }],
      }),
    });
    const { out } = await run('status');
    expect(out.split('\n')).toEqual([
      'ENVIRONMENT       LIVE                COMMIT        SINCE  STATE',
      'hello/staging     hello-b00000000000  b00000000000  1m     hello-c00000000000 deploying; queue: hello-d00000000000',
      'hello/production  hello-a00000000000  a00000000000  1m     frozen by ana: "Stock-taking."; not verified',
      '',
    ]);
  });

  it('says of a release that has the lock that it waits for a worker, if it does', async () => {
    const history = async (id: string) =>
      [...STORY, { kind: 'step-waiting', step: 'build', id: 9, atMs: 3_000 } as const].filter(
        () => id === 'hello-c00000000000',
      );
    const states = { staging: place('staging', { live: was('b'), holder: ticket('c') }) };
    const { out } = await stage(states, { engine: { history } })('status');
    expect(out).toContain('hello-c00000000000 waits for a worker');
    expect(out).not.toContain('deploys');
  });

  it('W3 shows that windows are closed, and when they ready', async () => {
    const windowOf = async () => ({ open: false, nextOpenMs: Date.UTC(2026, 2, 1) });
    const { out } = await stage({}, { more: { windowOf } })('status', 'hello');
    expect(out).toMatch(/^hello\/staging +nothing +closed, opens 2026-0[23]-\d\d \d\d:\d\d$/m);
  });

  it('R6 shows that nobody knows whether something was deployed', async () => {
    const unknown = { releaseId: 'hello-z', atMs: 0 };
    const run = stage({ staging: place('staging', { unknown }) });
    expect((await run('status')).out).toContain('live release unknown (hello-z)');
  });

  it('says what is not known while no worker runs', async () => {
    const environment = async () => {
      throw new SlipwayError('NO_WORKER', 'No worker responded in time.');
    };
    const { exit, out } = await stage({}, { engine: { environment } })('status');
    expect(exit).toBe('done');
    expect(out).toMatch(/^hello\/staging +\? +No worker responded in time\.$/m);
  });

  it('says so where nothing is configured', async () => {
    const { out } = await stage({}, { more: { services: () => [] } })('status');
    expect(out).toBe('No services yet. See docs/slipway-yaml.md.\n');
  });

  it('refuses a service that there is not', async () => {
    const { exit, notes } = await stage({})('status', 'helo');
    expect([exit, notes[1]]).toEqual(['notFound', 'Did you mean hello?']);
  });

  it('gives a program what the API answers', async () => {
    const app = appWith({ environment: async () => place('staging', { live: was('a') }) });
    const { out } = await commandLine(app)('status', '--json');
    expect(JSON.parse(out)).toEqual(await (await app.request('/environments', by('ana'))).json());
  });
});

describe('slipway freeze and lift', () => {
  function held() {
    let state = place('production', { queue: [ticket('d')] });
    return stage(
      {},
      {
        engine: {
          environment: async () => state,
          freeze: async (_, __, order) =>
            void (state = freezeEnvironment(state, { ...order, sinceMs: 0 })),
          unfreeze: async () => void (state = unfreezeEnvironment(state, 0)),
        },
      },
    );
  }

  it('E6 keeps everybody out, and lets the first in the queue in again', async () => {
    const run = held();
    const freeze = await run('freeze', 'hello/production', '--reason', 'Stock-taking.');
    expect([freeze.exit, freeze.out]).toEqual([
      'done',
      'hello/production is frozen. 1 release is waiting.\n' +
        '  unfreeze: slipway unfreeze hello/production\n',
    ]);
    expect((await run('status')).out).toContain('ENVIRONMENT       LIVE     COMMIT  SINCE  STATE');
    const unfreeze = await run('unfreeze', 'hello/production', '--reason', 'Done.');
    expect([unfreeze.exit, unfreeze.out]).toEqual([
      'done',
      'hello/production is unfrozen. hello-d00000000000 deploys next.\n',
    ]);
  });

  it.each(['freeze', 'unfreeze'])('%s refuses an environment that there is not', async (verb) => {
    const { exit, notes } = await held()(verb, 'hello/prod', '--reason', 'x');
    expect([exit, notes]).toEqual([
      'notFound',
      [
        'slipway: hello has no environment prod. (ENVIRONMENT_NOT_FOUND)',
        'Name an environment of the service; `slipway status` lists them.',
      ],
    ]);
  });
});

describe('slipway rollback', () => {
  const state = place('production', { live: was('d'), history: [was('cc'), was('ca'), was('b')] });
  function rolling() {
    const interventions: RollbackInput[] = [];
    const rollBack = async (order: RollbackInput) => `rollback/${interventions.push(order)}`;
    return { run: stage({ production: state }, { engine: { rollBack } }), interventions };
  }

  it('R1 goes back to what was verified last, and says how to go on', async () => {
    const { run, interventions } = rolling();
    const { exit, out } = await run('rollback', 'hello/production', '--reason', 'It loses orders.');
    expect(interventions).toMatchObject([{ to: 'hello-cc0000000000', reason: 'It loses orders.' }]);
    expect([exit, out.split('\n').slice(1)]).toEqual([
      'done',
      ['  status: slipway status hello', '  unfreeze: slipway unfreeze hello/production', ''],
    ]);
    expect(out).toMatch(/^Rolling production back to hello-cc/);
  });

  it('R3 goes back to an older one, by the beginning of its id', async () => {
    const { run, interventions } = rolling();
    await run('rollback', 'hello/production', '--reason', 'x', '--to', 'hello-b');
    expect(interventions).toMatchObject([{ to: 'hello-b00000000000' }]);
  });

  it.each([
    [
      'hello-c',
      'usage',
      /hello-c matches several releases: hello-cc0000000000, hello-ca0000000000\./,
    ],
    ['hello-e', 'notFound', /No release in the history of production begins with hello-e\./],
  ])('R3 does not guess: %s', async (to, exit, what) => {
    const { run, interventions } = rolling();
    const ran = await run('rollback', 'hello/production', '--reason', 'x', '--to', to);
    expect([ran.exit, ran.notes[0]]).toEqual([exit, expect.stringMatching(what)]);
    expect(interventions).toEqual([]);
  });

  it('R4 is refused where there is nothing to go back to', async () => {
    const run = stage({ production: place('production', { live: was('a') }) });
    const { exit, notes } = await run('rollback', 'hello/production', '--reason', 'x');
    expect([exit, notes[0]]).toEqual([
      'refused',
      'slipway: production has no earlier verified release. (ROLLBACK_IMPOSSIBLE)',
    ]);
  });
});
