import { Hono } from 'hono';
import type { FC } from 'hono/jsx';
import { bodyOf } from '../client/answer.ts';
import { hasRole } from '../domain/people/principal.ts';
import type { Me } from '../client/responses.ts';
import type { PageEnv } from './api.ts';
import { environmentForms } from './environment/forms.ts';
import { History } from './environment/history.tsx';
import { FreezeCard } from './environment/freeze.tsx';
import { Live } from './environment/live.tsx';
import type { EnvironmentProps } from './environment/props.ts';
import { Queue } from './environment/queue.tsx';
import { Rollback } from './environment/rollback.tsx';
import { show } from './layout.tsx';
import { ENVIRONMENT } from './paths.ts';

/** The page of an environment: live release, queue, history, freeze and rollback. */
export function environmentPages() {
  return new Hono<PageEnv>().route('/', environmentForms()).get(ENVIRONMENT, async (c) => {
    const { api } = c.var;
    const { service, name } = c.req.param();
    const [environment, { releases }, { me }] = await Promise.all([
      bodyOf(api.environments[':service'][':name'].$get({ param: { service, name } })),
      bodyOf(api.releases.$get({ query: { service, running: 'true', limit: '100' } })),
      c.var.frameData,
    ]);
    const props = {
      environment,
      coming: releases.filter((row) => row.environment === name),
      mayOperate: mayOperate(me, service, name),
      page: Math.max(1, Number.parseInt(c.req.query('page') ?? '', 10) || 1),
    };
    return show(c, { title: `${service} in ${name}`, main: <EnvironmentPage {...props} /> });
  });
}

/** Only users freeze, unfreeze and roll back. */
export function mayOperate(me: Me | undefined, service: string, environment: string): boolean {
  return me?.kind === 'user' && hasRole(me, 'operate', { service, environment });
}

const EnvironmentPage: FC<EnvironmentProps> = (props) => {
  const { service, name, mode, url } = props.environment;
  return (
    <>
      <header class="title">
        <p class="crumbs">
          <a href="/">Dashboard</a> / {service}
        </p>
        <h1>
          {service} in {name}
        </h1>
        <p class="facts">
          <span>{mode === 'approval' ? 'Continuous Delivery' : 'Continuous Deployment'}</span>
          {url === undefined ? null : <a href={url}>{url}</a>}
          <a href={`/environments/${service}/${name}/audit-log`}>Audit log</a>
        </p>
      </header>
      <div class="columns">
        <div class="stack">
          <Live {...props} />
          <Queue {...props} />
          <History {...props} />
        </div>
        <div class="stack">
          <FreezeCard {...props} />
          <Rollback {...props} />
        </div>
      </div>
    </>
  );
};
