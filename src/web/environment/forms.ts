/** The forms of an environment, each passed on to the API. */
import { Hono } from 'hono';
import { bodyOf } from '../../client/answer.ts';
import type { PageEnv } from '../api.ts';
import { ENVIRONMENT, environmentPath } from '../paths.ts';
import { submitForm, said } from '../submit-form.ts';

export function environmentForms() {
  return new Hono<PageEnv>()
    .post(`${ENVIRONMENT}/freeze`, (c) => {
      const param = c.req.param();
      const environment = c.var.api.environments[':service'][':name'];
      return submitForm(c, environmentPath(param), async ({ reason = '' }) => {
        await bodyOf(environment.freeze.$put({ param, json: { reason } }));
        const text = `${param.name} is frozen. Releases wait until someone unfreezes it.`;
        return { tone: 'good', text };
      });
    })
    .post(`${ENVIRONMENT}/unfreeze`, (c) => {
      const param = c.req.param();
      const environment = c.var.api.environments[':service'][':name'];
      return submitForm(c, environmentPath(param), async ({ reason }) => {
        await bodyOf(environment.freeze.$delete({ param, json: said('reason', reason) }));
        return {
          tone: 'good',
          text: `${param.name} is unfrozen. The first release in the queue deploys.`,
        };
      });
    })
    .post(`${ENVIRONMENT}/rollback`, (c) => {
      const param = c.req.param();
      const environment = c.var.api.environments[':service'][':name'];
      return submitForm(c, environmentPath(param), async ({ to, reason = '' }) => {
        const { next } = await bodyOf(
          environment.rollback.$post({ param, json: { reason, ...said('to', to) } }),
        );
        return { tone: 'good', text: next };
      });
    });
}
