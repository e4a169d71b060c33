import type { FC } from 'hono/jsx';
import { formatDuration } from '../../domain/duration.ts';
import { PHASE_LABELS } from '../../domain/release/phase-label.ts';
import type { Release } from '../../client/responses.ts';
import { Badge, STEP_TONE, type Tone } from '../badge.tsx';
import { logPath } from '../paths.ts';
import { Took } from '../time.tsx';
import { type Row, type Stage, stagesOf } from './stages.ts';

/** The stages side by side, each with the durations of its steps and waits. */
export const Timeline: FC<Release> = (release) => (
  <section aria-labelledby="timeline-title">
    <h2 id="timeline-title">Timeline</h2>
    <ol id="timeline" class="stages" data-live>
      {stagesOf(release).map((stage) => (
        <li class={`stage ${stage.state}`}>
          <StageHead {...stage} />
          <Rows id={release.id} rows={stage.rows} />
        </li>
      ))}
    </ol>
  </section>
);

const STATE: Record<Stage['state'], readonly [Tone, string]> = {
  pending: ['over', 'pending'],
  running: ['busy', 'running'],
  waiting: ['wait', 'waiting'],
  passed: ['good', 'passed'],
  failed: ['bad', 'failed'],
  stopped: ['over', 'stopped'],
  skipped: ['over', 'skipped'],
};

const StageHead: FC<Stage> = ({ name, mode, reason, state }) => {
  const [tone, text] = STATE[state];
  return (
    <header>
      <h3>{name}</h3>
      <Badge tone={tone} text={text} />
      {mode ? (
        <p class="muted">
          {mode === 'approval' ? 'approval required' : 'automatic'}
          {reason === undefined ? null : `: ${reason}`}
        </p>
      ) : null}
    </header>
  );
};

const Rows: FC<{ id: string; rows: readonly Row[] }> = ({ id, rows }) =>
  rows.length === 0 ? null : (
    <ul>
      {rows.map((row) =>
        row.kind === 'step' ? <StepRow id={id} {...row} /> : <WaitRow {...row} />,
      )}
    </ul>
  );

const SIGN: Record<Release['steps'][number]['state'], string> = {
  queued: '◷',
  running: '●',
  passed: '✓',
  failed: '✗',
  cancelled: '–',
};

const StepRow: FC<Extract<Row, { kind: 'step' }> & { id: string }> = ({ id, title, step }) => {
  const { name, state, attempt, queuedAt, startedAt = queuedAt, endedAt, problem } = step;
  return (
    <li>
      <span class={`${STEP_TONE[state]}-text`} role="img" aria-label={state}>
        {SIGN[state]}
      </span>
      <a href={logPath(id, name)} title={`Log of ${name}`}>
        {title}
      </a>
      <span>
        {state === 'queued' ? 'waiting for a worker, ' : null}
        {attempt > 1 ? `attempt ${attempt}, ` : null}
        <Took from={startedAt} to={endedAt} />
      </span>
      {problem ? <p class="bad-text">{problem.message}</p> : null}
    </li>
  );
};

const WaitRow: FC<Extract<Row, { kind: 'wait' }>> = ({ phase, ms, since }) => (
  <li class={since === undefined ? 'muted' : 'wait-text'}>
    <span aria-hidden="true">◷</span>
    <span>{PHASE_LABELS[phase]}</span>
    {ms === undefined ? null : <span>{formatDuration(ms)}</span>}
    {since === undefined ? null : <Took from={since} />}
  </li>
);
