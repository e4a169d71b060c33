/** The forms of a release, each passed on to the API. */
import { Hono } from 'hono';
import { bodyOf } from '../../client/answer.ts';
import type { PromotionMode } from '../../domain/plan/promotion.ts';
import type { GuidanceChoice } from '../../domain/release/intervention.ts';
import type { PageEnv } from '../api.ts';
import type { Notice } from '../notice.tsx';
import { RELEASE, releasePath } from '../paths.ts';
import { submitForm, type Fields, said } from '../submit-form.ts';

type Verdict = 'approve' | 'reject' | 'withdraw';

const VOTED: Record<Verdict, string> = {
  approve: 'Approved.',
  reject: 'Rejected.',
  withdraw: 'Vote withdrawn.',
};

export function releaseForms() {
  return new Hono<PageEnv>()
    .post(`${RELEASE}/vote`, (c) => {
      const release = c.var.api.releases[':id'];
      const param = c.req.param();
      return submitForm(c, releasePath(param.id), async (fields) => {
        const json = voteOf(fields);
        const { vote, next } = await bodyOf(release.approval.$post({ param, json }));
        return noticeOf(vote === 'pending', after(VOTED[json.verdict], next));
      });
    })
    .post(`${RELEASE}/guidance`, (c) => {
      const release = c.var.api.releases[':id'];
      const param = c.req.param();
      return submitForm(
        c,
        releasePath(param.id),
        async ({ guidanceRequest = '', choice, reason }) => {
          const chosen = { guidanceRequest, choice: choice as GuidanceChoice };
          const json = { ...chosen, ...said('reason', reason) };
          return interventionNotice(await bodyOf(release.guidance.$post({ param, json })));
        },
      );
    })
    .route('/', interventionForms())
    .post(`${RELEASE}/resend`, (c) => {
      const notifications = c.var.api.releases[':id'].notifications[':notification'];
      const param = c.req.param();
      return submitForm(c, releasePath(param.id), async ({ notification = '' }) => {
        const at = { param: { ...param, notification } };
        const { next } = await bodyOf(notifications.resend.$post(at));
        return noticeOf(false, next);
      });
    })
    .post(`${RELEASE}/cancel`, (c) => {
      const release = c.var.api.releases[':id'];
      const param = c.req.param();
      return submitForm(c, releasePath(param.id), async ({ reason }) => {
        const json = said('reason', reason);
        const { next } = await bodyOf(release.cancel.$post({ param, json }));
        return noticeOf(false, `Cancelling. ${next}`);
      });
    });
}

function interventionForms() {
  return new Hono<PageEnv>()
    .post(`${RELEASE}/override`, (c) => {
      const release = c.var.api.releases[':id'];
      const param = c.req.param();
      return submitForm(c, releasePath(param.id), async ({ environment = '', reason = '' }) =>
        interventionNotice(
          await bodyOf(release.override.$post({ param, json: { environment, reason } })),
        ),
      );
    })
    .post(`${RELEASE}/mode`, (c) => {
      const release = c.var.api.releases[':id'];
      const param = c.req.param();
      return submitForm(
        c,
        releasePath(param.id),
        async ({ environment = '', mode = '', reason = '' }) => {
          const json = { environment, mode: mode as PromotionMode, reason };
          return interventionNotice(await bodyOf(release.mode.$post({ param, json })));
        },
      );
    });
}

function voteOf({ verdict = '', approvalRequest = '', comment, deployAfter = '' }: Fields) {
  const vote = { approvalRequest, ...said('comment', comment) };
  if (verdict !== 'approve-later') return { ...vote, verdict: verdict as Verdict };
  // The field has no zone. The form says that it is UTC, and a script converts to that.
  return { ...vote, verdict: 'approve' as const, deployAfter: `${deployAfter.slice(0, 16)}:00Z` };
}

function interventionNotice({
  intervention,
  next,
}: {
  intervention: 'done' | 'pending';
  next: string;
}): Notice {
  return noticeOf(intervention === 'pending', `Done. ${next}`);
}

function noticeOf(isPending: boolean, done: string): Notice {
  if (!isPending) return { tone: 'good', text: done };
  return { tone: 'wait', text: 'Saved. It takes effect when a worker is running.' };
}

/** The result and what comes next. Some answers begin with the result already. */
function after(done: string, next: string): string {
  return next.startsWith(done) ? next : `${done} ${next}`;
}
