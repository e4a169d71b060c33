import type { Activities, ActivityGroups } from '../../src/activities/index.ts';
import type { CheckedVote } from '../../src/domain/gate/vote.ts';
import type { CheckedIntervention } from '../../src/domain/release/intervention.ts';
import { TASK_QUEUES } from '../../src/workflows/shared/task-queues.ts';
import { PLAN } from './plan.ts';

/** What a fake worker was asked to do, in order, such as `deploy staging`. */
export type Calls = string[];

type Loose = { [Name in keyof Activities]: (input: never) => Promise<unknown> };

/** Activities that succeed at once, take every vote for signed, and write down what was called. */
export function fakeActivities(environments: Partial<Loose>, overrides: Partial<Loose> = {}) {
  const calls: Calls = [];
  const artifact = { digest: `sha256:${'a'.repeat(64)}`, sizeBytes: 1, kind: 'directory' };
  const defaults: Partial<Loose> = {
    planRelease: async () => PLAN,
    build: async () => artifact,
    test: async () => ({ suite: 'unit' }),
    checkVote: async ({ vote }: { vote: CheckedVote & { signature?: string } }) => ({
      vote: { ...vote, signed: vote.signature !== undefined },
    }),
    checkIntervention: async ({
      intervention,
    }: {
      intervention: CheckedIntervention & { signature?: string };
    }) => {
      const { signature, ...rest } = intervention;
      return { intervention: { ...rest, signed: signature !== undefined } };
    },
    remind: async (reminder: object) => reminder,
    recheckVoters: async () => ({ ineligible: [] }),
    checkAge: async () => ({}),
    recheckBeforeDeploy: async () => ({ kind: 'ok' }),
    checkWindow: async ({ environment }: { environment: string }) => ({
      environment,
      open: true,
      atMs: Date.now(),
    }),
    appendAuditLog: async ({ entries }: { entries: readonly unknown[] }) => ({
      kept: entries.length,
    }),
    deploy: async () => ({ switched: true }),
    verify: async () => ({ verdict: 'passed' }),
    watch: async () => ({ finding: 'passed', sentence: 'all was well', checks: [] }),
    probe: async () => ({ known: true }),
    sendNotification: async () => ({ to: 'nobody' }),
    ...environments,
  };
  const activities = Object.fromEntries(
    Object.entries({ ...defaults, ...overrides }).map(([name, run]) => [
      name,
      async (input: { environment?: string; suite?: { name: string } }) => {
        const about = input.environment ?? input.suite?.name;
        calls.push(about === undefined ? name : `${name} ${about}`);
        return (run as (input: unknown) => Promise<unknown>)(input);
      },
    ]),
  );
  // Each queue has all of them: which one a workflow asks is tested where it matters.
  const groups = Object.fromEntries(Object.keys(TASK_QUEUES).map((queue) => [queue, activities]));
  return { activities: groups as unknown as ActivityGroups, calls };
}

/** What had an effect, in order. */
export function effects(calls: readonly string[]): string[] {
  return calls.filter((call) => /^(build|test|deploy|verify)/.test(call));
}
