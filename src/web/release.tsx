import { Hono } from 'hono';
import type { FC } from 'hono/jsx';
import { bodyOf } from '../client/answer.ts';
import type { Release } from './answers.ts';
import type { PageEnv } from './api.ts';
import { show } from './layout.tsx';
import { RELEASE } from './paths.ts';
import { Commit } from './release-link.tsx';
import { releaseActs } from './release/acts.ts';
import { Decide } from './release/decide.tsx';
import { Facts } from './release/facts.tsx';
import { Now } from './release/now.tsx';
import { Orders } from './release/orders.tsx';
import { Steps } from './release/steps.tsx';
import { Ago } from './time.tsx';

/** The page of a release: what it waits for, what has happened, and what it is made of. */
export function releasePages() {
  return new Hono<PageEnv>().route('/', releaseActs()).get(RELEASE, async (c) => {
    const { api } = c.var;
    const release = await bodyOf(api.releases[':id'].$get({ param: { id: c.req.param('id') } }));
    const title = `${release.subject || release.id} · ${release.service}`;
    const events = release.phase === 'done' ? undefined : release.links.events;
    return show(c, { title, main: <ReleasePage {...release} />, events });
  });
}

const ReleasePage: FC<Release> = (release) => (
  <>
    <header class="title">
      <p class="crumbs">
        <a href="/">Board</a> / {release.service}
      </p>
      <h1>{release.subject || release.id}</h1>
      <p class="facts">
        <Commit commit={release.commit} />
        {release.ref === undefined ? null : <span>{release.ref}</span>}
        <span>by {release.author.name}</span>
        <span>
          started by {release.startedBy} <Ago at={release.startedAt} />
        </span>
      </p>
    </header>
    <Now {...release} />
    <Decide {...release} />
    <Steps {...release} />
    <Orders {...release} />
    <Facts {...release} />
  </>
);
