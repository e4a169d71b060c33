import { expect, test } from 'vitest';
import {
  createRecheckBeforeDeploy,
  createRecheckVoters,
  type EntryAnswer,
  type RecheckInput,
} from '../../src/activities/recheck-before-deploy.ts';

const THEIRS = '1'.repeat(40);
const CLOSED = { open: false, reason: 'It is Sunday.', nextOpenMs: 1 } as const;

const QUESTION: RecheckInput = {
  service: 'hello',
  environment: 'production',
  releaseId: 'hello-2',
  live: 'hello-1',
  found: { releaseId: 'hello-1', commit: THEIRS },
  staleVotes: 'dismiss',
  approvers: ['ana', 'ben'],
  groups: ['managers'],
};

interface World {
  readonly isOpen: boolean;
  /** By whom, and for which groups. */
  readonly eligible: readonly string[];
}

const GOOD: World = {
  isOpen: true,
  eligible: ['ana managers', 'ben managers'],
};

function checkIn({ isOpen, eligible }: World) {
  return createRecheckBeforeDeploy({
    checkWindow: async () => (isOpen ? { open: true } : CLOSED),
    eligible: async ({ name, groups }) => eligible.includes([name, ...groups].join(' ')),
  });
}

test.each<[string, Partial<World>, Partial<RecheckInput>, EntryAnswer]>([
  ['E2 nothing has changed', {}, {}, { kind: 'ok' }],
  ['E2 nothing is live, as before', {}, { live: null, found: null }, { kind: 'ok' }],
  ['G4 another is live', {}, { live: 'hello-0' }, { kind: 'live-changed', live: 'hello-1' }],
  ['G4 the first one is live', {}, { live: null }, { kind: 'live-changed', live: 'hello-1' }],
  ['G4 nothing is live', {}, { found: null }, { kind: 'live-changed', live: null }],
  ['G4 it is live itself', {}, { live: 'hello-0', releaseId: 'hello-1' }, { kind: 'ok' }],
  ['G4 it does not matter', {}, { live: 'hello-0', staleVotes: 'keep' }, { kind: 'ok' }],
  ['W1 the windows are closed', { isOpen: false }, {}, { kind: 'closed', window: CLOSED }],
  ['G15 nobody minds windows', { isOpen: false }, { skipWindow: true }, { kind: 'ok' }],
  [
    'G8 somebody may not approve any more',
    { eligible: ['ana managers'] },
    {},
    { kind: 'ineligible', people: ['ben'] },
  ],
  [
    'G8 nobody is of the other group',
    {},
    { groups: ['security'] },
    { kind: 'ineligible', people: ['ana', 'ben'] },
  ],
  ['G8 nobody had to approve', { eligible: [] }, { approvers: [] }, { kind: 'ok' }],
])('%s', async (_, world, question, answer) => {
  expect(await checkIn({ ...GOOD, ...world })({ ...QUESTION, ...question })).toEqual(answer);
});

test('W1 says when the windows were found open, before which nobody has entered', async () => {
  const check = createRecheckBeforeDeploy({
    checkWindow: async () => ({ open: true, atMs: 7 }),
    eligible: async () => true,
  });
  expect(await check(QUESTION)).toEqual({ kind: 'ok', atMs: 7 });
});

test('E2 where nobody was asked, what was live does not matter', async () => {
  const { live: _, ...question } = QUESTION;
  expect(await checkIn(GOOD)(question)).toEqual({ kind: 'ok' });
});

test('E2 of several reasons the one that is final comes first', async () => {
  const bad: World = { ...GOOD, isOpen: false, eligible: [] };
  const question = { ...QUESTION, live: 'hello-0' };
  const kinds = [
    await checkIn(bad)(question),
    await checkIn(bad)(QUESTION),
    await checkIn({ ...bad, isOpen: true })(QUESTION),
  ].map(({ kind }) => kind);
  expect(kinds).toEqual(['live-changed', 'closed', 'ineligible']);
});

test('G8 at the quorum those are named who may not approve any more', async () => {
  const confirm = createRecheckVoters({ eligible: async ({ name }) => name !== 'ben' });
  const asked = { service: 'hello', environment: 'production', groups: [] };
  expect(await confirm({ ...asked, approvers: ['ana', 'ben'] })).toEqual({ ineligible: ['ben'] });
  expect(await confirm({ ...asked, approvers: ['ana'] })).toEqual({ ineligible: [] });
});
