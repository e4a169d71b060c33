import { describe, expect, it } from 'vitest';
import type { SignedIntervention } from '../../src/domain/release/intervention.ts';
import { appWith, AT_GATE, told } from '../support/api.ts';
import { commandLine, useClockOfStories } from '../support/command-line.ts';
import { INPUT } from '../support/plan.ts';

useClockOfStories();

const ID = INPUT.id;
const ASKING = [
  ...AT_GATE,
  {
    id: 40,
    atMs: 9_000,
    kind: 'asked',
    guidanceRequest: {
      id: 'q-1',
      environment: 'production',
      failedStage: 'deploy',
      choices: ['retry', 'fail'],
      problem: { code: 'DEPLOYMENT_STATE_UNKNOWN', message: 'It was cut off.' },
      isUnknown: true,
      askedAtMs: 9_000,
    },
  },
] as const;

function stage(effect: 'done' | 'pending' = 'done') {
  const interventions: SignedIntervention[] = [];
  const app = appWith({
    history: async () => ASKING,
    follow: () => told(ASKING),
    intervene: async (_, intervention) => {
      interventions.push(intervention);
      return effect === 'done' ? { kind: 'done' } : undefined;
    },
  });
  return { run: commandLine(app), interventions };
}

describe('slipway respond', () => {
  it('R5 shows what is asked, and the command for each choice', async () => {
    const { run, interventions } = stage();
    const { out } = await run('respond', ID);
    expect(out.split('\n')).toEqual([
      `${ID} needs guidance: deploy failed in production.`,
      '  It was cut off. (DEPLOYMENT_STATE_UNKNOWN)',
      '  It is unknown which release is live. Check the target before you choose.',
      `  slipway respond ${ID} retry: Retries the failed step.`,
      `  slipway respond ${ID} fail: Ends the release as failed.`,
      '',
    ]);
    expect(interventions).toEqual([]);
  });
  it('says who may not answer', async () => {
    const app = appWith({ history: async () => ASKING });
    const { out } = await commandLine(app, { as: 'ben' })('respond', ID);
    expect(out).toContain('  not by you: Ask the operator for the role');
  });
  it('R5 answers the question that the release asks', async () => {
    const { run, interventions } = stage();
    const { exit, out } = await run('respond', ID, 'retry', '--reason', 'The network is back.');
    expect([exit, out]).toEqual(['done', 'Retries the failed step.\n']);
    expect(interventions).toMatchObject([
      { kind: 'guidance', choice: 'retry', guidanceRequest: 'q-1', reason: 'The network is back.' },
    ]);
  });
  it('says that the answer is kept while no worker runs', async () => {
    const { out } = await stage('pending').run('respond', ID, 'retry');
    expect(out).toMatch(/^Your answer is kept\. Start a worker/);
  });
  it('says so where nothing is asked', async () => {
    const { exit, notes } = await commandLine(appWith())('respond', ID, 'retry');
    expect([exit, notes[0]]).toEqual(['refused', `slipway: ${ID} needs no guidance.`]);
  });
});
