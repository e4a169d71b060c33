import { Hono } from 'hono';
import type { FC } from 'hono/jsx';
import { ApiProblem, bodyOf, type ProblemBody } from '../client/answer.ts';
import type { Client } from '../client/client.ts';
import { SlipwayError } from '../domain/errors.ts';
import type { Release } from '../client/responses.ts';
import type { PageEnv } from './api.ts';
import { type Ink, readAnsi } from './assets/ansi.js';
import { Badge, STEP_TONE } from './badge.tsx';
import { show } from './layout.tsx';
import { LOG, logPath } from './paths.ts';
import { ReleaseLink } from './release-link.tsx';
import { Took } from './time.tsx';

type Step = Release['steps'][number];

/** The part of a log that is shown without scripts. */
const TAIL_BYTES = 128 * 1024;

/** The log of a step: its end in the HTML; with scripts all of it, live. */
export function logPages() {
  return new Hono<PageEnv>().get(LOG, async (c) => {
    const { api } = c.var;
    const { id, step: name } = c.req.param();
    const asked = attemptOf(c.req.query('attempt'));
    const [release, tail] = await Promise.all([
      bodyOf(api.releases[':id'].$get({ param: { id } })),
      tailOf(api, { id, step: name }, asked),
    ]);
    // The newest of that name: a step may have been retried.
    const step = release.steps.findLast((one) => one.name === name);
    if (!step) throw new SlipwayError('LOG_NOT_FOUND', `${id} has no step ${name}.`);
    const title = `${name} · ${release.subject || id}`;
    const events = release.phase === 'done' ? undefined : release.links.events;
    const main = <LogPage release={release} step={step} tail={tail} attempt={asked} />;
    return show(c, { title, main, events });
  });
}

function attemptOf(text: string | undefined): string | undefined {
  return text !== undefined && /^[1-9]\d{0,2}$/.test(text) ? text : undefined;
}

/** The last lines of a log; `undefined` if there is no output yet. */
async function tailOf(
  api: Client,
  param: { id: string; step: string },
  attempt: string | undefined,
): Promise<string | undefined> {
  const query = { tail: String(TAIL_BYTES), ...(attempt !== undefined && { attempt }) };
  const answer = await api.releases[':id'].logs[':step'].$get({ param, query });
  if (answer.ok) return answer.text();
  const problem = (await answer.json()) as unknown as ProblemBody;
  if (problem.code === 'LOG_NOT_FOUND') return undefined;
  throw new ApiProblem(problem);
}

interface LogProps {
  readonly release: Release;
  readonly step: Step;
  readonly tail: string | undefined;
  /** Set if the reader asked for an attempt other than the newest. */
  readonly attempt: string | undefined;
}

const LogPage: FC<LogProps> = ({ release, step, tail, attempt }) => {
  const isRunning = step.endedAt === undefined && attempt === undefined;
  const raw = `${step.log}${attempt === undefined ? '' : `?attempt=${attempt}`}`;
  return (
    <>
      <LogHead release={release} step={step} attempt={attempt} />
      <div class="stack">
        <div class="log-tools">
          <search id="log-tools" class="log-tools" hidden>
            <input type="search" aria-label="Search this log" placeholder="Search this log" />
            <button type="button">Previous</button>
            <button type="button">Next</button>
            <output></output>
          </search>
          <a href={raw}>Raw log</a>
        </div>
        <p id="log-problem" class="notice bad" role="status" hidden>
          The log stream broke. Reloading it from the start.
        </p>
        <div
          id="log"
          class="log"
          role="region"
          aria-label={`Log of ${step.name}`}
          tabindex={0}
          data-log={isRunning ? `${step.log}?follow` : raw}
          {...(isRunning && { 'data-running': true })}
          {...(step.state !== 'passed' && { 'data-end': true })}
        >
          <pre>{tail === undefined ? 'No output yet.' : <Ansi text={tail} />}</pre>
        </div>
      </div>
    </>
  );
};

const LogHead: FC<Omit<LogProps, 'tail'>> = ({ release, step, attempt: asked }) => {
  const { id, service, subject, steps } = release;
  const attempts = Array.from({ length: step.attempt }, (_, i) => String(i + 1));
  return (
    <header class="title">
      <p class="crumbs">
        <a href="/">Dashboard</a> / {service} / <ReleaseLink id={id} subject={subject} />
      </p>
      <h1>{step.name}</h1>
      <p id="log-state" class="facts" data-live>
        <Badge tone={STEP_TONE[step.state]} text={step.state} />
        <Took from={step.startedAt ?? step.queuedAt} to={step.endedAt} />
        {step.problem ? <span class="bad-text">{step.problem.message}</span> : null}
      </p>
      <nav id="log-steps" class="tabs" aria-label="Logs of this release" data-live>
        {steps.map(({ name }) => (
          <a href={logPath(id, name)} {...(name === step.name && { 'aria-current': 'page' })}>
            {name}
          </a>
        ))}
      </nav>
      {attempts.length > 1 ? (
        <nav class="tabs" aria-label="Attempts">
          {attempts.map((attempt) => (
            <a
              href={`${logPath(id, step.name)}?attempt=${attempt}`}
              {...((asked ?? attempts.at(-1)) === attempt && { 'aria-current': 'page' })}
            >
              attempt {attempt}
            </a>
          ))}
        </nav>
      ) : null}
    </header>
  );
};

/** Terminal output in its colors. */
const Ansi: FC<{ text: string }> = ({ text }) => {
  let ink: Ink = {};
  return (
    <>
      {text.split('\n').flatMap((line) => {
        const read = readAnsi(line, ink);
        ink = read.ink;
        const pieces = read.pieces.map((piece) =>
          piece.style === '' ? piece.text : <span class={piece.style}>{piece.text}</span>,
        );
        return [...pieces, '\n'];
      })}
    </>
  );
};
