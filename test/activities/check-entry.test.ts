import { expect, test } from 'vitest';
import {
  createCheckEntry,
  createConfirmVotes,
  type EntryAnswer,
  type EntryQuestion,
} from '../../src/activities/check-entry.ts';
import { emptyEnvironment, type Found } from '../../src/domain/environment.ts';
import { SlipwayError } from '../../src/domain/errors.ts';

const OURS = '2'.repeat(40);
const THEIRS = '1'.repeat(40);
const CLOSED = { open: false, because: 'It is Sunday.', nextOpenMs: 1 } as const;

const QUESTION: EntryQuestion = {
  service: 'hello',
  environment: 'production',
  repository: '/srv/hello',
  commit: OURS,
  releaseId: 'hello-2',
  live: 'hello-1',
  stale: 'ask',
  approvers: ['ana', 'ben'],
  groups: ['managers'],
};

interface World {
  /** The commit of `hello-1`, which is live; `null` if nothing is. */
  readonly live: string | null;
  readonly isOlder: boolean;
  readonly isOpen: boolean;
  /** By whom, and for which groups. */
  readonly eligible: readonly string[];
}

const GOOD: World = {
  live: THEIRS,
  isOlder: false,
  isOpen: true,
  eligible: ['ana managers', 'ben managers'],
};

function checkIn({ live, isOlder, isOpen, eligible }: World) {
  return createCheckEntry({
    environments: {
      state: async (service, environment) => ({
        ...emptyEnvironment(service, environment),
        ...(live !== null && {
          live: { releaseId: 'hello-1', commit: live, digest: '', atMs: 0, verified: true },
        }),
      }),
    },
    source: {
      isAncestor: async ({ older, newer }) => isOlder && older === OURS && newer === live,
    },
    checkWindow: async () => (isOpen ? { open: true } : CLOSED),
    eligible: async ({ name, groups }) => eligible.includes([name, ...groups].join(' ')),
  });
}

test.each<[string, Partial<World>, Partial<EntryQuestion>, EntryAnswer]>([
  ['E2 nothing has changed', {}, {}, { kind: 'ok' }],
  ['E2 nothing is live, as before', { live: null }, { live: null }, { kind: 'ok' }],
  ['E4 what is live is newer', { isOlder: true }, {}, { kind: 'older', than: 'hello-1' }],
  ['E4 the same commit is live', { live: OURS, isOlder: true }, {}, { kind: 'ok' }],
  ['G4 another is live', {}, { live: 'hello-0' }, { kind: 'live-changed', live: 'hello-1' }],
  ['G4 the first one is live', {}, { live: null }, { kind: 'live-changed', live: 'hello-1' }],
  ['G4 nothing is live', { live: null }, {}, { kind: 'live-changed', live: null }],
  ['G4 it is live itself', {}, { live: 'hello-0', releaseId: 'hello-1' }, { kind: 'ok' }],
  ['G4 it does not matter', {}, { live: 'hello-0', stale: 'keep' }, { kind: 'ok' }],
  ['W1 the calendars are closed', { isOpen: false }, {}, { kind: 'closed', window: CLOSED }],
  ['G15 nobody minds calendars', { isOpen: false }, { skipWindow: true }, { kind: 'ok' }],
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

test('E2 where nobody was asked, what was live does not matter', async () => {
  const { live: _, ...question } = QUESTION;
  expect(await checkIn(GOOD)(question)).toEqual({ kind: 'ok' });
});

test.each<[string, Found | null, EntryAnswer]>([
  [
    'E4 something newer',
    { releaseId: 'hello-3', commit: THEIRS },
    { kind: 'older', than: 'hello-3' },
  ],
  ['G4 nothing', null, { kind: 'live-changed', live: null }],
])('what a release found when it came in is not asked for again: %s', async (_, found, answer) => {
  const check = createCheckEntry({
    environments: { state: () => Promise.reject(new Error('It is not asked.')) },
    source: { isAncestor: async () => true },
    checkWindow: async () => ({ open: true }),
    eligible: async () => true,
  });
  expect(await check({ ...QUESTION, found })).toEqual(answer);
});

test('E2 of several reasons the one that is final comes first', async () => {
  const bad: World = { ...GOOD, isOlder: true, isOpen: false, eligible: [] };
  const question = { ...QUESTION, live: 'hello-0' };
  const kinds = [
    await checkIn(bad)(question),
    await checkIn({ ...bad, isOlder: false })(question),
    await checkIn({ ...bad, isOlder: false })(QUESTION),
    await checkIn({ ...bad, isOlder: false, isOpen: true })(QUESTION),
  ].map(({ kind }) => kind);
  expect(kinds).toEqual(['older', 'live-changed', 'closed', 'ineligible']);
});

test('E4 a repository that cannot be reached is tried again, not passed over', async () => {
  const check = createCheckEntry({
    environments: {
      state: async () => ({
        ...emptyEnvironment('hello', 'production'),
        live: { releaseId: 'hello-1', commit: THEIRS, digest: '', atMs: 0, verified: true },
      }),
    },
    source: {
      isAncestor: async () => {
        throw new SlipwayError('REPOSITORY_UNREACHABLE', 'It is away.');
      },
    },
    checkWindow: async () => ({ open: true }),
    eligible: async () => true,
  });
  await expect(check(QUESTION)).rejects.toMatchObject({
    type: 'REPOSITORY_UNREACHABLE',
    nonRetryable: false,
  });
});

test('G8 at the quorum those are named who may not approve any more', async () => {
  const confirm = createConfirmVotes({ eligible: async ({ name }) => name !== 'ben' });
  const asked = { service: 'hello', environment: 'production', groups: [] };
  expect(await confirm({ ...asked, approvers: ['ana', 'ben'] })).toEqual({ ineligible: ['ben'] });
  expect(await confirm({ ...asked, approvers: ['ana'] })).toEqual({ ineligible: [] });
});
