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
    question: {
      question: 'q-1',
      environment: 'production',
      trouble: 'deploy',
      choices: ['retry', 'fail'],
      problem: { code: 'OUTCOME_UNKNOWN', message: 'It was cut off.' },
      isUnknown: true,
      askedAtMs: 9_000,
    },
  },
] as const;

function stage(effect: 'done' | 'pending' = 'done') {
  const orders: SignedIntervention[] = [];
  const app = appWith({
    story: async () => ASKING,
    follow: () => told(ASKING),
    order: async (_, order) => {
      orders.push(order);
      return effect === 'done' ? { kind: 'done' } : undefined;
    },
  });
  return { run: commandLine(app), orders };
}

describe('slipway guide', () => {
  it('R5 shows what is asked, and the command for each choice', async () => {
    const { run, orders } = stage();
    const { out } = await run('guide', ID);
    expect(out.split('\n')).toEqual([
      `${ID} asks how to go on in production, after its deploy:`,
      '  It was cut off. (OUTCOME_UNKNOWN)',
      '  Nobody knows what is live there: look before you choose.',
      `  slipway guide ${ID} retry: It tries again.`,
      `  slipway guide ${ID} fail: The release ends as failed.`,
      '',
    ]);
    expect(orders).toEqual([]);
  });
  it('says who may not answer', async () => {
    const app = appWith({ story: async () => ASKING });
    const { out } = await commandLine(app, { as: 'ben' })('guide', ID);
    expect(out).toContain('  not by you: Ask the operator for the role');
  });
  it('R5 answers the question that the release asks', async () => {
    const { run, orders } = stage();
    const { exit, out } = await run('guide', ID, 'retry', '--reason', 'The network is back.');
    expect([exit, out]).toEqual(['done', 'It tries again.\n']);
    expect(orders).toMatchObject([
      { kind: 'guidance', choice: 'retry', question: 'q-1', reason: 'The network is back.' },
    ]);
  });
  it('says that the answer is kept while no worker runs', async () => {
    const { out } = await stage('pending').run('guide', ID, 'retry');
    expect(out).toMatch(/^Your answer is kept\. Start a worker/);
  });
  it('says so where nothing is asked', async () => {
    const { exit, notes } = await commandLine(appWith())('guide', ID, 'retry');
    expect([exit, notes[0]]).toEqual(['refused', `slipway: ${ID} does not ask anything.`]);
  });
});
