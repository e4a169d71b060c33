import type { FC } from 'hono/jsx';
import type { Release } from '../answers.ts';
import { Badge, type Tone } from '../status.tsx';
import { Took } from '../time.tsx';

type Step = Release['steps'][number];

/** The steps in the order in which they began, each with how long it took. */
export const Steps: FC<Release> = ({ steps }) => (
  <section aria-labelledby="steps-title">
    <h2 id="steps-title">Steps</h2>
    <div id="steps" data-live>
      {steps.length === 0 ? (
        <p class="card empty">No step has begun yet.</p>
      ) : (
        <ol class="card rows steps">
          {steps.map((step) => (
            <StepRow {...step} />
          ))}
        </ol>
      )}
    </div>
  </section>
);

const TONE: Record<Step['state'], Tone> = {
  running: 'busy',
  passed: 'good',
  failed: 'bad',
  cancelled: 'over',
};

const StepRow: FC<Step> = ({ name, state, attempt, startedAt, endedAt, problem, log }) => (
  <li>
    <Badge tone={TONE[state]} text={state} />
    <span>
      <strong>{name}</strong>
      {attempt > 1 ? <span class="muted"> attempt {attempt}</span> : null}
      {problem ? <span class="bad-text"> {problem.message}</span> : null}
    </span>
    <span class="facts">
      <Took from={startedAt} to={endedAt} />
      <a href={log}>Log</a>
    </span>
  </li>
);
