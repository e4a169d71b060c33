import { type Context, Hono } from 'hono';
import type { FC } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { ApiProblem, bodyOf } from '../client/answer.ts';
import type { Dora, MeasuredService, Service } from '../client/responses.ts';
import type { PageEnv } from './api.ts';
import { show } from './layout.tsx';
import { MeasuredCard } from './metrics/measured-card.tsx';
import { type Asked, PeriodForm } from './metrics/period-form.tsx';
import { Hatchings } from './metrics/split.tsx';

const NAMES = ['service', 'environment', 'by', 'from', 'to', 'zone'] as const;

/** The five DORA metrics of each service. */
export function metricsPages() {
  return new Hono<PageEnv>().get('/ui/metrics', async (c) => {
    const asked = askedBy(c);
    const [{ services }, measured] = await Promise.all([
      bodyOf(c.var.api.services.$get()),
      measure(c, asked),
    ]);
    const status = (measured.problem?.status ?? 200) as ContentfulStatusCode;
    const main = <Metrics asked={asked} services={services} {...measured} />;
    return show(c, { title: 'Metrics', main }, status);
  });
}

/** An empty field is left out of the query. */
function askedBy(c: Context<PageEnv>): Asked {
  const given = NAMES.map((name) => [name, c.req.query(name)] as const);
  return Object.fromEntries(given.filter(([, value]) => value));
}

interface Measured {
  readonly dora?: Dora;
  /** The problem with the query: the form can fix it. */
  readonly problem?: ApiProblem['problem'];
}

async function measure(c: Context<PageEnv>, asked: Asked): Promise<Measured> {
  try {
    // The API validates what was typed.
    const query = asked as { by?: Dora['by'] };
    return { dora: await bodyOf(c.var.api.dora.$get({ query })) };
  } catch (error) {
    const isOurs = error instanceof ApiProblem && [404, 422].includes(error.problem.status);
    if (!isOurs) throw error;
    return { problem: error.problem };
  }
}

type MetricsProps = Measured & { readonly asked: Asked; readonly services: readonly Service[] };

const Metrics: FC<MetricsProps> = ({ asked, services, dora, problem }) => (
  <>
    <div class="title">
      <h1>Metrics</h1>
      <p class="muted">The five DORA metrics of each service.</p>
    </div>
    <PeriodForm asked={asked} services={services} />
    {problem ? (
      <p class="notice bad" role="alert">
        {problem.detail} {problem.next}
      </p>
    ) : null}
    {dora ? <Services {...dora} isChosen={asked.environment !== undefined} /> : null}
  </>
);

const Services: FC<Dora & { isChosen: boolean }> = ({ services, isChosen, ...time }) => (
  <>
    <Hatchings />
    {services.map((service: MeasuredService) =>
      (isChosen ? service.environments : service.environments.slice(-1)).map((measured) => (
        <MeasuredCard service={service} measured={measured} {...time} />
      )),
    )}
  </>
);
