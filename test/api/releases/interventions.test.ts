import { describe, expect, it } from 'vitest';
import { checkIntervention } from '../../../src/activities/check-intervention.ts';
import { SlipwayError } from '../../../src/domain/errors.ts';
import type { ReleaseEvent } from '../../../src/domain/release/event.ts';
import type {
  InterventionRefusal,
  SignedIntervention,
} from '../../../src/domain/release/intervention.ts';
import {
  answer,
  appWith,
  ASKING,
  AT_GATE,
  by,
  recordsInMemory,
  SIGNER,
  STORY,
  told,
} from '../../support/api.ts';
import type { FakeEngine } from '../../support/fake-engine.ts';

const OVERRIDE = { environment: 'production', reason: 'The shop is down.' };
const PROMOTION = { environment: 'production', mode: 'automatic', reason: 'Nobody is here.' };
const GUIDANCE = { guidanceRequest: 'q-1', choice: 'retry', reason: 'The network was down.' };

/** Each order, by a caller who may give it, and by a person who has every role but that. */
const ORDERS = [
  ['override', 'olga', 'ana', OVERRIDE],
  ['mode', 'root', 'olga', PROMOTION],
  ['guidance', 'ana', 'ben', GUIDANCE],
] as const;

/** The app over a release that asks, and what came to the engine and into the record. */
function stage(engine: Partial<FakeEngine> = {}) {
  const sent: SignedIntervention[] = [];
  const records = recordsInMemory();
  const app = appWith(
    {
      history: async () => ASKING,
      follow: () => told(ASKING),
      intervene: async (_, intervention) => {
        sent.push(intervention);
        return { kind: 'done' };
      },
      ...engine,
    },
    { store: { readLog: async () => undefined, lastAttempt: async () => undefined, ...records } },
  );
  const give = (kind: string, who: string, body: unknown) =>
    answer(app.request(`/releases/r/${kind}`, by(who, body)));
  const kept = async () => {
    const text = (await records.readAuditLog('r'))?.toString() ?? '';
    return text.split('\n').flatMap((line) => (line ? [JSON.parse(line)] : []));
  };
  return { give, sent, kept };
}

describe.each(ORDERS)('POST /releases/{id}/%s', (kind, who, other, body) => {
  it('is signed and sent for the current run in the name of the credential', async () => {
    const { give, sent } = stage({ runOf: async () => 'run-7' });
    const { status, body: answered } = await give(kind, who, body);
    expect([status, answered.intervention]).toEqual([200, 'done']);
    expect(sent).toMatchObject([
      { kind, by: who, runId: 'run-7', environment: 'production', reason: body.reason },
    ]);
    const [intervention] = sent as [SignedIntervention];
    const key = SIGNER.publicKey;
    expect((await checkIntervention({ intervention, key })).intervention.signed).toBe(true);
    for (const forged of [{ by: 'eve' }, { runId: 'run-8' }, { environment: 'staging' }])
      expect(
        (await checkIntervention({ intervention: { ...intervention, ...forged }, key }))
          .intervention.signed,
      ).toBe(false);
  });
  it('returns 202 if no worker responds in time', async () => {
    const { status, body: answered } = await stage({ intervene: async () => undefined }).give(
      kind,
      who,
      body,
    );
    expect([status, answered.intervention]).toEqual([202, 'pending']);
  });
  it.each([
    ['INTERVENTION_UNSIGNED', 403],
    ['NOTHING_TO_ACT_ON', 409],
  ] as const)('refused by the release for %s, is answered with %i', async (code, status) => {
    const { give, kept } = stage({ intervene: async () => ({ kind: 'refused', code }) });
    const refused = await give(kind, who, body);
    expect([refused.status, refused.body.code]).toEqual([status, code]);
    // That is in the record already: the release has heard of it.
    expect(await kept()).toEqual([]);
  });
  it.each([
    ['a service, whatever its roles', 'ci', 'USERS_ONLY'],
    ['a person who has other roles', other, 'FORBIDDEN'],
  ])('G16 is refused to %s, and that is in the record', async (_, principal, code) => {
    const { give, sent, kept } = stage();
    const refused = await give(kind, principal, body);
    expect([refused.status, refused.body.code, sent]).toEqual([403, code, []]);
    expect(await kept()).toMatchObject([
      { kind: 'refused', by: principal, why: body.reason, facts: { attempt: kind, code } },
    ]);
  });
  it('returns 409 if the release has ended', async () => {
    const intervene = async () => {
      throw new SlipwayError('RELEASE_ENDED', 'Release r has ended.');
    };
    const { give, kept } = stage({ intervene });
    const refused = await give(kind, who, body);
    expect([refused.status, refused.body.code]).toEqual([409, 'RELEASE_ENDED']);
    expect(await kept()).toMatchObject([{ kind: 'refused', facts: { code: 'RELEASE_ENDED' } }]);
  });
  it('G9 takes no name from the body', async () => {
    const { give, sent } = stage();
    const refused = await give(kind, who, { ...body, by: 'ana' });
    expect([refused.body.code, sent]).toEqual(['INVALID_REQUEST', []]);
  });
  it('refuses an empty reason', async () => {
    const refused = await stage().give(kind, who, { ...body, reason: ' ' });
    expect([refused.status, refused.body.issues]).toMatchObject([422, [{ path: 'reason' }]]);
  });
});

describe('the next step after an intervention', () => {
  type Without<Kind> = Kind extends unknown ? Omit<Kind, 'id' | 'atMs'> : never;
  const followedBy = async (
    [kind, who, body]: readonly [string, string, object],
    before: readonly ReleaseEvent[],
    then: readonly Without<ReleaseEvent>[],
  ) => {
    const events: ReleaseEvent[] = [...before];
    const { give } = stage({
      history: async () => before,
      follow: () => told(events),
      intervene: async (_, { signature: __, ...intervention }) => {
        const ordered = {
          kind: 'intervention',
          intervention: { ...intervention, signed: true },
        } as const;
        for (const event of [ordered, ...then])
          events.push({ ...event, id: 50 + events.length, atMs: 10_000 });
        return { kind: 'done' };
      },
    });
    return (await give(kind, who, body)).body.next as string;
  };
  const soaking: readonly ReleaseEvent[] = [
    ...AT_GATE,
    {
      id: 30,
      atMs: 5_000,
      kind: 'soaking',
      environment: 'production',
      previous: 'staging',
      untilMs: 9e9,
    },
  ];
  const environment = 'production';

  it('G15 an override reports the deployment, not the soak', async () => {
    const entered = [{ kind: 'entered', environment }] as const;
    const intervention = ['override', 'olga', OVERRIDE] as const;
    expect(await followedBy(intervention, soaking, entered)).toBe('Deploying to production.');
  });
  it('G15 an override names the remaining waits if the history shows nothing yet', async () => {
    expect(await followedBy(['override', 'olga', OVERRIDE], soaking, [])).toBe(
      'Skips approval, soak and deployment window. It still waits in the queue.',
    );
  });
  it.each([
    ['automatic', 'Deploys without approval.'],
    ['approval', 'Requires approval before deployment.'],
  ])('G17 a switch to %s says what it does', async (mode, next) => {
    const intervention = ['mode', 'root', { ...PROMOTION, mode }] as const;
    expect(await followedBy(intervention, soaking, [])).toBe(next);
  });
  it('R5 a retry reports the new deployment', async () => {
    const begun = [
      {
        kind: 'step-queued',
        activityId: '1',
        type: 'deploy',
        step: 'deploy-production',
        environment,
      },
    ] as const;
    const intervention = ['guidance', 'ana', GUIDANCE] as const;
    expect(await followedBy(intervention, ASKING, begun)).toBe('Deploying to production.');
  });
});

describe('POST /releases/{id}/override', () => {
  it('G15 an override requires a reason', async () => {
    const { give, sent } = stage();
    const refused = await give('override', 'olga', { environment: 'production' });
    expect([refused.status, refused.body.code, sent]).toEqual([422, 'INVALID_REQUEST', []]);
  });
  it('G15 the approve and operate roles cannot override, but an admin has every role', async () => {
    for (const [who, status] of [
      ['ben', 403],
      ['ana', 403],
      ['olga', 200],
      ['root', 200],
    ] as const)
      expect([who, (await stage().give('override', who, OVERRIDE)).status]).toEqual([who, status]);
  });
});

describe('POST /releases/{id}/mode', () => {
  it('G17 knows two modes, and needs a reason', async () => {
    const { give, sent } = stage();
    const body = { environment: 'production', mode: 'approval', reason: 'A migration.' };
    expect((await give('mode', 'root', body)).status).toBe(200);
    expect(sent).toMatchObject([{ kind: 'mode', mode: 'approval' }]);
    expect((await give('mode', 'root', { ...body, mode: 'maybe' })).status).toBe(422);
    expect((await give('mode', 'root', { ...body, reason: undefined })).status).toBe(422);
  });
});

describe('POST /releases/{id}/guidance', () => {
  it('R5 sends the choice to the environment of the guidance request', async () => {
    const { give, sent } = stage();
    await give('guidance', 'ana', GUIDANCE);
    expect(sent).toMatchObject([
      { kind: 'guidance', environment: 'production', guidanceRequest: 'q-1', choice: 'retry' },
    ]);
  });
  it('R5 a response without a guidance request is refused and logged', async () => {
    const { give, sent, kept } = stage({ history: async () => STORY });
    const refused = await give('guidance', 'ana', GUIDANCE);
    expect([refused.status, refused.body.code, sent]).toEqual([409, 'NOTHING_TO_ACT_ON', []]);
    expect(await kept()).toMatchObject([{ kind: 'refused', facts: { attempt: 'guidance' } }]);
  });
  it('R5 an unavailable choice returns 409', async () => {
    const code: InterventionRefusal = 'CHOICE_UNAVAILABLE';
    const { give } = stage({ intervene: async () => ({ kind: 'refused', code }) });
    const refused = await give('guidance', 'ana', { ...GUIDANCE, choice: 'rollback' });
    expect([refused.status, refused.body.code]).toEqual([409, code]);
  });
  it('R5 an unknown choice is refused', async () => {
    const { give, sent } = stage();
    const refused = await give('guidance', 'ana', { ...GUIDANCE, choice: 'pray' });
    expect([refused.status, sent]).toEqual([422, []]);
  });
});
