import { describe, expect, it } from 'vitest';
import type { VoteReceipt } from '../../../src/domain/gate/gate.ts';
import type { SignedVote } from '../../../src/domain/gate/vote-signature.ts';
import type { ReleaseEvent } from '../../../src/domain/release/event.ts';
import type { SignedIntervention } from '../../../src/domain/release/intervention.ts';
import { ASKING, AT_GATE, GATE_MANIFEST, lately, told } from '../../support/api.ts';
import { INPUT } from '../../support/plan.ts';
import { noticeIn, page, siteWith, submit } from '../../support/site.ts';
import type { FakeEngine } from '../../support/fake-engine.ts';

const PATH = `/ui/releases/${INPUT.id}`;
const GATED = lately(AT_GATE);
const ASKED = lately(ASKING);

const votedAt = (vote: SignedVote, i: number): ReleaseEvent => ({
  id: 100 + i,
  atMs: vote.atMs,
  kind: 'voted',
  vote: { ...vote, signed: true },
});

/** The site of a release with this story, and what came to the engine. */
function stage(history: readonly ReleaseEvent[], engine: Partial<FakeEngine> = {}) {
  const votes: SignedVote[] = [];
  const interventions: SignedIntervention[] = [];
  const site = siteWith({
    history: async () => history,
    follow: () => told([...history, ...votes.map(votedAt)]),
    async vote(_, vote) {
      votes.push(vote);
      return { effect: { kind: 'counted' }, gate: { kind: 'approved', by: [vote.by] } };
    },
    async intervene(_, intervention) {
      interventions.push(intervention);
      return { kind: 'done' };
    },
    ...engine,
  });
  return { site, votes, interventions };
}

const approvalRequest = GATE_MANIFEST;

describe('the forms of a release at its gate', () => {
  const shown = async (name: string) => (await page(stage(GATED).site, PATH, name)).html;

  it('are there for who may vote, and say what an approval does', async () => {
    const html = await shown('ben');
    for (const words of ['Approve for production', 'Comment (required)', 'Approve for later'])
      expect(html).toContain(words);
    expect(html).toContain('Deploys to production once the queue is clear.');
    expect(html).toContain(`value="${approvalRequest}"`);
  });

  it('are not there for who may not, who is told why', async () => {
    const html = await shown('eve');
    expect(html).toContain('You cannot approve this release: you do not have the approve role');
    expect(html).not.toContain('<form');
  });

  it.each([
    ['ana', ['cancel']],
    ['olga', ['override']],
    ['root', ['mode', 'override', 'cancel']],
  ])('for %s the orders are %j', async (name, expected) => {
    const html = await shown(name);
    const forms = [...html.matchAll(/<form[^>]*\/(mode|override|cancel)"/g)];
    expect(forms.map(([, kind]) => kind)).toEqual(expected);
  });
});

describe('voting by a form', () => {
  it('approves, and says afterwards what it did', async () => {
    const { site, votes } = stage(GATED);
    const fields = { verdict: 'approve', approvalRequest, comment: ' Looks good. ' };
    const answered = await submit(site, `${PATH}/vote`, fields, 'ben');
    expect(votes).toMatchObject([
      { by: 'ben', verdict: 'approve', approvalRequest, comment: 'Looks good.' },
    ]);
    expect(answered).toMatchObject({ status: 303, location: PATH });
    expect(answered.notice).toBe('Approved. Next: the queue, then deployment.');
  });

  it('G14 approves for later, by the clock that the form names', async () => {
    const { site, votes } = stage(GATED);
    const deployAfter = new Date(Date.now() + 86_400_000).toISOString().slice(0, 16);
    await submit(
      site,
      `${PATH}/vote`,
      { verdict: 'approve-later', approvalRequest, deployAfter },
      'ben',
    );
    expect(votes).toMatchObject([
      { verdict: 'approve', deployAfterMs: Date.parse(`${deployAfter}:00Z`) },
    ]);
  });

  it('never approves at once when the later instant is missing', async () => {
    const { site, votes } = stage(GATED);
    const fields = { verdict: 'approve-later', approvalRequest };
    const { notice } = await submit(site, `${PATH}/vote`, fields, 'ben');
    expect(votes).toEqual([]);
    expect(notice).toContain('INVALID_REQUEST');
  });

  it('says so when no worker is there to count it', async () => {
    const { site } = stage(GATED, { vote: async () => undefined });
    const { notice } = await submit(
      site,
      `${PATH}/vote`,
      { verdict: 'approve', approvalRequest },
      'ben',
    );
    expect(notice).toBe('Saved. It takes effect when a worker is running.');
  });

  it('G3 says why it was refused, and what to do, with the code', async () => {
    const refused: VoteReceipt = { effect: { kind: 'refused', code: 'APPROVAL_REQUEST_CHANGED' } };
    const { site } = stage(GATED, { vote: async () => refused });
    const { notice } = await submit(
      site,
      `${PATH}/vote`,
      { verdict: 'approve', approvalRequest },
      'ben',
    );
    expect(notice).toContain('Read the current approval request, and vote on that.');
    expect(notice).toContain('APPROVAL_REQUEST_CHANGED');
  });

  it('is refused when it comes from another site', async () => {
    const { site, votes } = stage(GATED);
    const response = await site.request(`${PATH}/vote`, {
      method: 'POST',
      headers: {
        Authorization: 'Bearer ben',
        'Content-Type': 'application/x-www-form-urlencoded',
        'Sec-Fetch-Site': 'cross-site',
        Origin: 'http://evil.test',
      },
      body: new URLSearchParams({ verdict: 'approve', approvalRequest }).toString(),
    });
    expect([response.status, votes]).toEqual([403, []]);
  });
});

describe('orders by a form', () => {
  it('G15 breaks the glass with the reason that is given', async () => {
    const { site, interventions } = stage(GATED);
    const fields = { environment: 'production', reason: 'The shop is down.' };
    const { notice } = await submit(site, `${PATH}/override`, fields, 'olga');
    expect(interventions).toMatchObject([
      { kind: 'override', by: 'olga', environment: 'production', reason: 'The shop is down.' },
    ]);
    expect(notice).toContain('Skips approval, soak and deployment window');
  });

  it('G15 breaks no glass without a reason', async () => {
    const { site, interventions } = stage(GATED);
    const fields = { environment: 'production', reason: '  ' };
    const { notice } = await submit(site, `${PATH}/override`, fields, 'olga');
    expect(interventions).toEqual([]);
    expect(notice).toContain('INVALID_REQUEST');
  });

  it('G17 switches the promotion', async () => {
    const { site, interventions } = stage(GATED);
    const fields = { environment: 'production', mode: 'automatic', reason: 'Only words.' };
    await submit(site, `${PATH}/mode`, fields, 'root');
    expect(interventions).toMatchObject([{ kind: 'mode', mode: 'automatic', by: 'root' }]);
  });

  it('R5 shows the question with its answers, and answers it', async () => {
    const { site, interventions } = stage(ASKED);
    const { html } = await page(site, PATH, 'ana');
    for (const words of [
      'How should it continue?',
      'It responded 500.',
      'Retry',
      'Retries the failed step.',
    ])
      expect(html).toContain(words);
    await submit(site, `${PATH}/guidance`, { guidanceRequest: 'q-1', choice: 'retry' }, 'ana');
    expect(interventions).toMatchObject([
      { kind: 'guidance', guidanceRequest: 'q-1', choice: 'retry' },
    ]);
  });

  it('R5 shows the question without answers to who may not give one', async () => {
    const { html } = await page(stage(ASKED).site, PATH, 'ben');
    expect(html).toContain('Anyone with the operate role can respond.');
    expect(html).not.toContain('Retry');
  });

  it('R7 cancels, and says what that does', async () => {
    const asked: unknown[] = [];
    const { site } = stage(GATED, {
      cancel: async (...intervention) => void asked.push(intervention),
    });
    const { notice } = await submit(site, `${PATH}/cancel`, { reason: 'A typo.' });
    expect(asked).toEqual([[INPUT.id, { by: 'ana', reason: 'A typo.' }]]);
    expect(notice).toBe('Cancelling. Stops now.');
  });
});

describe('a notice', () => {
  const asked = async (cookie: string, headers: Record<string, string> = {}) => {
    const response = await stage(GATED).site.request(PATH, {
      headers: { Authorization: 'Bearer ana', Cookie: cookie, ...headers },
    });
    return { said: noticeIn(await response.text()), kept: response.headers.get('Set-Cookie') };
  };
  const cookieOf = (value: unknown) =>
    `slipway-notice=${encodeURIComponent(JSON.stringify(value))}`;

  it('is shown once', async () => {
    const { said, kept } = await asked(cookieOf({ tone: 'good', text: 'Done.' }));
    expect(said).toBe('Done.');
    expect(kept).toContain('Max-Age=0');
  });

  it('is not used up by what keeps a page right', async () => {
    const cookie = cookieOf({ tone: 'good', text: 'Done.' });
    const { said, kept } = await asked(cookie, { 'X-Slipway-Live': '1' });
    expect([said, kept]).toEqual(['', null]);
  });

  it('carries no marks', async () => {
    const { said } = await asked(cookieOf({ tone: 'bad', text: '<b>Bold</b>' }));
    expect(said).toBe('&lt;b&gt;Bold&lt;/b&gt;');
  });

  it.each(['', 'no%20json', cookieOf({ tone: 'loud', text: 'x' }).slice(15)])(
    'that is none is left out: %s',
    async (value) => {
      expect((await asked(`slipway-notice=${value}`)).said).toBe('');
    },
  );
});
