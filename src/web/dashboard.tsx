import { Hono } from 'hono';
import type { FC } from 'hono/jsx';
import { bodyOf } from '../client/answer.ts';
import type {
  Environment,
  Me,
  ReleaseList,
  ReleaseRow,
  Service,
  Waiting,
} from '../client/responses.ts';
import type { PageEnv } from './api.ts';
import { Recent } from './dashboard/recent.tsx';
import { ServiceCard } from './dashboard/service-card.tsx';
import { WaitingForYou } from './dashboard/waiting.tsx';
import { show } from './layout.tsx';
import { mayStart } from './start.tsx';

/** Services on one page. */
const SERVICES = 12;

interface DashboardProps {
  readonly services: readonly Service[];
  readonly environments: readonly Environment[];
  readonly running: readonly ReleaseRow[];
  readonly recent: ReleaseList;
  readonly waiting: Waiting;
  readonly me: Me | undefined;
  readonly query: Query;
}

interface Query {
  /** The number of the page of services, from 1. */
  readonly page: number;
  /** Of the page of recent releases. */
  readonly cursor: string | undefined;
  /** The cursor of the page of releases that need the reader's action. */
  readonly waiting: string | undefined;
}

/** The dashboard: releases that need action, services with their environments, recent releases. */
export function dashboardPages() {
  return new Hono<PageEnv>().get('/', async (c) => {
    const page = Math.max(1, Number.parseInt(c.req.query('page') ?? '', 10) || 1);
    const query = { page, cursor: c.req.query('cursor'), waiting: c.req.query('waiting') };
    const props = await gather(c.var, query);
    return show(c, { title: 'Dashboard', main: <Dashboard {...props} /> });
  });
}

async function gather(
  { api, frameData }: PageEnv['Variables'],
  query: Query,
): Promise<DashboardProps> {
  const { cursor, waiting: older } = query;
  const [{ me }, waiting, { services }, { environments }, { releases: running }, recent] =
    await Promise.all([
      frameData,
      bodyOf(api.me.waiting.$get({ query: { ...(older && { cursor: older }) } })),
      bodyOf(api.services.$get()),
      bodyOf(api.environments.$get({ query: {} })),
      bodyOf(api.releases.$get({ query: { running: 'true', limit: '100' } })),
      bodyOf(api.releases.$get({ query: { ...(cursor && { cursor }), limit: '20' } })),
    ]);
  return { me, waiting, services, environments, running, recent, query };
}

const Dashboard: FC<DashboardProps> = ({ services, environments, running, query, ...props }) => {
  const { me, waiting, recent } = props;
  const first = (query.page - 1) * SERVICES;
  return (
    <>
      <h1>Dashboard</h1>
      <WaitingForYou {...waiting} />
      <section aria-labelledby="services">
        <h2 id="services">Services</h2>
        <div id="service-cards" class="stack" data-live>
          {services.slice(first, first + SERVICES).map((service) => (
            <ServiceCard
              service={service}
              mayStart={mayStart(me, service.name)}
              environments={environments.filter(
                (environment) => environment.service === service.name,
              )}
              running={running.filter((row) => row.service === service.name)}
            />
          ))}
        </div>
        <ServicePages page={query.page} pages={Math.ceil(services.length / SERVICES)} />
      </section>
      <Recent {...recent} isFirst={query.cursor === undefined} />
    </>
  );
};

const ServicePages: FC<{ page: number; pages: number }> = ({ page, pages }) =>
  pages <= 1 ? null : (
    <nav class="paging" aria-label="Pages of services">
      {page > 1 ? <a href={`/?page=${page - 1}`}>Previous</a> : null}
      <span>
        {page} of {pages}
      </span>
      {page < pages ? <a href={`/?page=${page + 1}`}>Next</a> : null}
    </nav>
  );
