import { type Context, Hono } from 'hono';
import type { FC } from 'hono/jsx';
import { ApiProblem, bodyOf, type ProblemBody } from '../client/answer.ts';
import type { Client } from '../client/client.ts';
import { hasRole } from '../domain/people/principal.ts';
import type { Me, Preview, Service } from '../client/responses.ts';
import type { PageEnv } from './api.ts';
import { show } from './layout.tsx';
import { START } from './paths.ts';
import { PreviewCard } from './start/preview.tsx';
import { submitForm } from './submit-form.ts';

/** Starting a release: first its preview, then the start. */
export function startPages() {
  return new Hono<PageEnv>()
    .get(START, async (c) => {
      const asked = { service: c.req.query('service') ?? '', ref: c.req.query('ref') ?? '' };
      const [{ services }, { me }] = await Promise.all([
        bodyOf(c.var.api.services.$get()),
        c.var.frameData,
      ]);
      const startable = services.filter(({ name }) => mayStart(me, name));
      const looked = asked.service && asked.ref ? await lookAt(c.var.api, asked) : {};
      const main = <StartPage services={startable} asked={asked} {...looked} />;
      return show(c, { title: 'Start a release', main });
    })
    .post(START, start);
}

/** Whether the reader may start releases of a service. */
export function mayStart(me: Me | undefined, service: string): boolean {
  return me !== undefined && hasRole(me, 'start', { service });
}

interface Asked {
  readonly service: string;
  /** A branch, a tag, or a commit. */
  readonly ref: string;
}

type Looked = { readonly preview?: Preview; readonly problem?: ProblemBody };

/** Starts the commit of the preview, and no later one. */
function start(c: Context<PageEnv>) {
  const { api } = c.var;
  return submitForm(c, START, async ({ service = '', ref = '', commit = '' }) => {
    const { commit: now } = await previewOf(api, { service, ref });
    if (now !== commit) {
      const to = `${START}?${new URLSearchParams({ service, ref })}`;
      return {
        tone: 'wait',
        text: `${ref} has changed since the preview. Check the new commit, then start.`,
        to,
      };
    }
    const json = { service, ...meant(ref) };
    const answer = await api.releases.$post({ header: {}, query: {}, json });
    const release = await bodyOf(Promise.resolve(answer));
    const to = 'links' in release ? release.links.page : START;
    return answer.status === 201
      ? { tone: 'good', text: 'Release started.', to }
      : { tone: 'wait', text: 'This commit already has a release.', to };
  });
}

/** Opening a page starts nothing. */
async function lookAt(api: Client, asked: Asked): Promise<Looked> {
  try {
    return { preview: await previewOf(api, asked) };
  } catch (error) {
    if (error instanceof ApiProblem) return { problem: error.problem };
    throw error;
  }
}

async function previewOf(api: Client, { service, ref }: Asked): Promise<Preview> {
  const json = { service, ...meant(ref) };
  const asked = api.releases.$post({ header: {}, query: { preview: 'true' }, json });
  return (await bodyOf(asked)) as Preview;
}

/** Hex digits are a commit, anything else is a branch or tag. */
function meant(ref: string) {
  return /^[0-9a-f]{7,40}$/.test(ref) ? { commit: ref } : { ref };
}

interface StartProps extends Looked {
  readonly services: readonly Service[];
  readonly asked: Asked;
}

const StartPage: FC<StartProps> = ({ services, asked, preview, problem }) => (
  <>
    <header class="title">
      <p class="crumbs">
        <a href="/">Dashboard</a>
      </p>
      <h1>Start a release</h1>
    </header>
    {services.length === 0 ? (
      <p class="card empty">
        You cannot start releases of any service. Ask the operator for the start role.
      </p>
    ) : (
      <form class="card start" method="get" action={START}>
        <p class="field">
          <label for="service">Service</label>
          <select id="service" name="service">
            {services.map(({ name }) => (
              <option value={name} selected={name === asked.service}>
                {name}
              </option>
            ))}
          </select>
        </p>
        <p class="field">
          <label for="ref">Branch, tag or commit</label>
          <input id="ref" name="ref" required maxlength={200} value={asked.ref || 'main'} />
        </p>
        <p class="actions">
          <button>Preview</button>
          <span class="muted">Nothing starts yet.</span>
        </p>
      </form>
    )}
    {problem ? (
      <p class="notice bad" role="alert">
        {problem.detail} {problem.next} <code>{problem.code}</code>
      </p>
    ) : null}
    {preview ? <PreviewCard preview={preview} of={asked.ref} /> : null}
  </>
);
