import { describe, expect, it } from 'vitest';
import type { SignedIntervention } from '../../src/domain/release/intervention.ts';
import { appWith, AT_GATE, STORY, told } from '../support/api.ts';
import { commandLine, useClockOfStories } from '../support/command-line.ts';
import { INPUT } from '../support/plan.ts';

useClockOfStories();

const ID = INPUT.id;

function stage({ as, isPending = false, history = AT_GATE }: Setting) {
  const interventions: SignedIntervention[] = [];
  const app = appWith({
    history: async () => history,
    follow: () => told(history),
    intervene: async (_, intervention) => {
      interventions.push(intervention);
      return isPending ? undefined : { kind: 'done' };
    },
  });
  return { run: commandLine(app, { as }), interventions };
}
interface Setting {
  readonly as: string;
  readonly isPending?: boolean;
  readonly history?: typeof AT_GATE;
}

describe('slipway override', () => {
  it('G15 lets a release into the environment that it waits for, with a reason', async () => {
    const { run, interventions } = stage({ as: 'olga' });
    const { exit, out } = await run('override', ID, '--reason', 'The shop is down.');
    expect([exit, out]).toEqual([
      'done',
      `${ID}: Skips approval, soak and deployment window. It still waits in the queue.\n`,
    ]);
    expect(interventions).toMatchObject([
      { kind: 'override', environment: 'production', by: 'olga', reason: 'The shop is down.' },
    ]);
  });
  it('G15 does nothing without a reason', async () => {
    const { run, interventions } = stage({ as: 'olga' });
    const { exit, notes } = await run('override', ID);
    expect([exit, notes[0]]).toEqual(['usage', expect.stringContaining('--reason <text>')]);
    expect(interventions).toEqual([]);
  });
  it('G15 is refused to who has not the role', async () => {
    const { run, interventions } = stage({ as: 'ana' });
    const { exit, notes } = await run('override', ID, '--reason', 'I want to.');
    expect([exit, notes[0]]).toEqual(['forbidden', expect.stringContaining('role override')]);
    expect(interventions).toEqual([]);
  });
  it('prints what the API answers', async () => {
    const { out } = await stage({ as: 'olga' }).run('override', ID, '--reason', 'x', '--json');
    expect(JSON.parse(out)).toMatchObject({ intervention: 'done', next: expect.any(String) });
  });
  it('says so of a release that waits for no environment', async () => {
    const { run } = stage({ as: 'olga', history: STORY });
    const { exit, notes } = await run('override', ID, '--reason', 'The shop is down.');
    expect([exit, notes[0]]).toEqual(['refused', `slipway: ${ID} is not waiting to deploy.`]);
  });
});

describe('slipway skip-approval and require-approval', () => {
  it('G17 lets a waiting release deploy without approval', async () => {
    const { run, interventions } = stage({ as: 'root' });
    const { exit } = await run('skip-approval', ID, '--reason', 'Only words.');
    expect(exit).toBe('done');
    expect(interventions).toMatchObject([
      { kind: 'mode', environment: 'production', mode: 'automatic', reason: 'Only words.' },
    ]);
  });
  it('G17 names the environment where it is another', async () => {
    const { run, interventions } = stage({ as: 'root' });
    await run('require-approval', ID, '--environment', 'staging', '--reason', 'x');
    expect(interventions).toMatchObject([{ environment: 'staging', mode: 'approval' }]);
  });
  it.each(['skip-approval', 'require-approval'])('G17 %s needs a reason', async (command) => {
    const { run, interventions } = stage({ as: 'root' });
    const { exit, notes } = await run(command, ID);
    expect([exit, notes[0]]).toEqual(['usage', expect.stringContaining('--reason')]);
    expect(interventions).toEqual([]);
  });
  it('G17 is refused without the role', async () => {
    const { exit, notes } = await stage({ as: 'ana' }).run('skip-approval', ID, '--reason', 'x');
    expect([exit, notes[0]]).toEqual(['forbidden', expect.stringContaining('role admin')]);
  });
  it('says that the intervention is saved while no worker runs', async () => {
    const { run } = stage({ as: 'root', isPending: true });
    const { out } = await run('skip-approval', ID, '--reason', 'x');
    expect(out).toMatch(/: saved\. Start a worker/);
  });
});
