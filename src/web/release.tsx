import { Hono } from 'hono';
import type { FC } from 'hono/jsx';
import { ApiProblem, bodyOf } from '../client/answer.ts';
import type { Client } from '../client/client.ts';
import { hasRole } from '../domain/people/principal.ts';
import type { Changes, Environment, Release } from '../client/responses.ts';
import type { PageEnv } from './api.ts';
import { mayOperate } from './environment.tsx';
import { Rollback } from './environment/rollback.tsx';
import { show } from './layout.tsx';
import { RELEASE } from './paths.ts';
import { Commit } from './release-link.tsx';
import { releaseForms } from './release/forms.ts';
import { ChangesSection } from './release/changes.tsx';
import { Approval } from './release/approval.tsx';
import { Guidance } from './release/guidance.tsx';
import { Notifications, isUnsent, type UnsentNotification } from './release/notifications.tsx';
import { Details } from './release/details.tsx';
import { ReleaseStatus } from './release/status.tsx';
import { Interventions } from './release/interventions.tsx';
import { Decisions } from './release/decisions.tsx';
import { Timeline } from './release/timeline.tsx';
import { Ago } from './time.tsx';

/** The page of a release: its status, timeline, changes and decisions. */
export function releasePages() {
  return new Hono<PageEnv>().route('/', releaseForms()).get(RELEASE, async (c) => {
    const { api } = c.var;
    const param = c.req.param();
    const [release, told, notifications, { me }] = await Promise.all([
      bodyOf(api.releases[':id'].$get({ param })),
      changesOf(api, param.id, c.req.query('commits')),
      unsentOf(api, param.id),
      c.var.frameData,
    ]);
    const liveIn = await liveEnvironmentsOf(api, release);
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

type ChangesOrProblem = { readonly changes?: Changes; readonly problem?: string };

/** The page is shown even if the repository or the worker is unreachable. */
async function changesOf(
  api: Client,
  id: string,
  cursor: string | undefined,
): Promise<ChangesOrProblem> {
  try {
    const query = cursor === undefined ? {} : { cursor };
    return { changes: await bodyOf(api.releases[':id'].changes.$get({ param: { id }, query })) };
  } catch (error) {
    if (error instanceof ApiProblem) return { problem: error.problem.detail };
    throw error;
  }
}

/** Notifications that failed at least once. Unknown, so none, while no worker is running. */
async function unsentOf(api: Client, id: string): Promise<readonly UnsentNotification[]> {
  try {
    const call = api.releases[':id'].notifications.$get({ param: { id } });
    return (await bodyOf(call)).notifications.filter(isUnsent);
  } catch (error) {
    if (error instanceof ApiProblem) return [];
    throw error;
  }
}

/** The environments in which the release is live. */
async function liveEnvironmentsOf(api: Client, { id, service, steps }: Release) {
  // Before its first deployment it is live nowhere.
  if (!steps.some(({ type }) => type === 'deploy')) return [];
  const { environments } = await bodyOf(api.environments.$get({ query: { service } }));
  return environments.filter(({ live }) => live?.releaseId === id);
}

interface ReleasePageProps extends ChangesOrProblem {
  readonly release: Release;
  /** Where the release is live and the reader can roll it back. */
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
        <div id="decide" class="stack" data-live>
          <Approval {...release} />
          <Guidance {...release} />
        </div>
        <ChangesSection
          id={release.id}
          changes={changes}
          problem={problem}
          promotions={release.promotions}
        />
      </div>
      <div class="stack">
        <Decisions {...release} />
        <Interventions {...release} />
        <Notifications id={release.id} {...others} />
        {liveIn.map((environment) => (
          <Rollback environment={environment} mayOperate />
        ))}
        <Details {...release} />
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
