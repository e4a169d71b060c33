import { Hono } from 'hono';
import type { FC } from 'hono/jsx';
import { ApiProblem, bodyOf } from '../client/answer.ts';
import type { Client } from '../client/client.ts';
import { hasRole } from '../domain/people/principal.ts';
import type { Changes, Environment, Release } from '../client/responses.ts';
import type { PageEnv } from './api.ts';
import { mayOperate } from './environment.tsx';
import { RollBack } from './environment/rollback.tsx';
import { show } from './layout.tsx';
import { RELEASE } from './paths.ts';
import { Commit } from './release-link.tsx';
import { releaseForms } from './release/forms.ts';
import { ChangesSection } from './release/changes.tsx';
import { Decide } from './release/approval.tsx';
import { Notifications, late, type UnsentNotification } from './release/notifications.tsx';
import { Facts } from './release/details.tsx';
import { ReleaseStatus } from './release/status.tsx';
import { Interventions } from './release/interventions.tsx';
import { People } from './release/decisions.tsx';
import { Timeline } from './release/timeline.tsx';
import { Ago } from './time.tsx';

/** The page of a release: what it waits for, what it changes, what has happened, who decided. */
export function releasePages() {
  return new Hono<PageEnv>().route('/', releaseForms()).get(RELEASE, async (c) => {
    const { api } = c.var;
    const param = c.req.param();
    // Side by side: neither needs the other.
    const [release, told, notifications, { me }] = await Promise.all([
      bodyOf(api.releases[':id'].$get({ param })),
      changesOf(api, param.id, c.req.query('commits')),
      lateOf(api, param.id),
      c.var.context,
    ]);
    const liveIn = await placesOf(api, release);
    const mine = liveIn.filter(({ service, name }) => mayOperate(me, service, name));
    const title = `${release.subject || release.id} · ${release.service}`;
    const events = release.phase === 'done' ? undefined : release.links.events;
    return show(c, {
      title,
      main: (
        <ReleasePage
          release={release}
          liveIn={mine}
          notifications={notifications}
          mayResend={me !== undefined && hasRole(me, 'operate', { service: release.service })}
          {...told}
        />
      ),
      events,
    });
  });
}

type Told = { readonly changes?: Changes; readonly problem?: string };

/** A repository that cannot be reached, or a worker that is away, does not take the page away. */
async function changesOf(api: Client, id: string, cursor: string | undefined): Promise<Told> {
  try {
    const query = cursor === undefined ? {} : { cursor };
    return { changes: await bodyOf(api.releases[':id'].changes.$get({ param: { id }, query })) };
  } catch (error) {
    if (error instanceof ApiProblem) return { problem: error.problem.detail };
    throw error;
  }
}

/** What others were not told yet. While no worker is there, nobody can tell. */
async function lateOf(api: Client, id: string): Promise<readonly UnsentNotification[]> {
  try {
    const call = api.releases[':id'].notifications.$get({ param: { id } });
    return (await bodyOf(call)).notifications.filter(late);
  } catch (error) {
    if (error instanceof ApiProblem) return [];
    throw error;
  }
}

/** The environments in which it is live. */
async function placesOf(api: Client, { id, service, steps }: Release) {
  // Before it was deployed anywhere there is nothing to ask.
  if (!steps.some(({ name }) => name.startsWith('deploy-'))) return [];
  const { environments } = await bodyOf(api.environments.$get({ query: { service } }));
  return environments.filter(({ live }) => live?.releaseId === id);
}

interface ReleasePageProps extends Told {
  readonly release: Release;
  /** Where it is live, and the reader may take it back. */
  readonly liveIn: readonly Environment[];
  readonly notifications: readonly UnsentNotification[];
  readonly mayResend: boolean;
}

const ReleasePage: FC<ReleasePageProps> = ({ release, changes, problem, liveIn, ...others }) => (
  <>
    <Title {...release} />
    <ReleaseStatus {...release} />
    <Timeline {...release} />
    <div class="columns">
      <div class="stack">
        <Decide {...release} />
        <ChangesSection
          id={release.id}
          changes={changes}
          problem={problem}
          promotions={release.promotions}
        />
      </div>
      <div class="stack">
        <People {...release} />
        <Interventions {...release} />
        <Notifications id={release.id} {...others} />
        {liveIn.map((place) => (
          <RollBack place={place} mayOperate />
        ))}
        <Facts {...release} />
      </div>
    </div>
  </>
);

const Title: FC<Release> = ({ id, service, subject, commit, ref, author, ...release }) => (
  <header class="title">
    <p class="crumbs">
      <a href="/">Dashboard</a> / {service}
    </p>
    <h1>{subject || id}</h1>
    <p class="facts">
      <Commit commit={commit} />
      {ref === undefined ? null : <span>{ref}</span>}
      <span>by {author.name}</span>
      <span>
        started by {release.startedBy} <Ago at={release.startedAt} />
      </span>
    </p>
  </header>
);
