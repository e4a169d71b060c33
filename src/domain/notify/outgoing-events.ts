/** The events of a release for other systems, in the words of CDEvents. */
import type { Problem } from '../problem.ts';
import type { ReleaseEvent, ReleaseEventBody } from '../release/event.ts';
import type { Outcome, Release, Step } from '../release/release.ts';
import { type Wait, waitingFor } from '../release/waiting.ts';
import { approvalEvents, reminder } from './approval-events.ts';
import type { OutgoingEvent } from './outgoing-event.ts';

/**
 * The outgoing events of one event of a release, in order; most events have one or none.
 *
 * @param before the state of the release before the event; `undefined` for the first
 * @param after the state of the release after the event
 */
export function outgoingEvents(
  event: ReleaseEvent,
  before: Release | undefined,
  after: Release,
): readonly OutgoingEvent[] {
  const tell = TELL[event.kind] as ((event: ReleaseEvent, release: Release) => Told) | undefined;
  return [
    ...(tell?.(event, after) ?? []),
    ...approvalEvents(before, after, event),
    ...newWait(before, after, event.atMs),
    ...(event.kind === 'ended' ? [finished(after)] : []),
  ];
}

type Told = readonly OutgoingEvent[];

type Teller = {
  readonly [Kind in ReleaseEventBody['kind']]?: (
    event: ReleaseEvent<Kind>,
    release: Release,
  ) => Told;
};

const TELL: Teller = {
  started: (_, release) => [
    { name: 'pipelinerun.queued', subject: release.input.id, content: pipelineOf(release) },
  ],
  planned: (_, release) => [
    { name: 'pipelinerun.started', subject: release.input.id, content: pipelineOf(release) },
  ],
  // The history has the start of a step only when the step is over: too late for receivers.
  'step-queued': ({ step }, release) => started(stepOf(release, step), release),
  'step-ended': ({ step }, release) => ended(stepOf(release, step), release),
  reminded: (event, release) => reminder(event, release),
  asked: ({ guidanceRequest: { id, environment, choices, problem, rollbackTo } }, { input }) => [
    {
      name: 'guidance.requested',
      subject: `${input.id}/guidance/${environment}`,
      content: {
        guidanceRequest: id,
        environment: { id: environment },
        choices,
        problem,
        ...(rollbackTo !== undefined && { rollbackTo }),
        uri: input.url,
      },
    },
  ],
  intervention: (_, { input, interventions }) =>
    (interventions ?? []).slice(-1).map(({ intervention, refused }) => ({
      name: 'intervention.made',
      subject: `${input.id}/order/${intervention.interventionId}`,
      content: {
        kind: intervention.kind,
        by: intervention.by,
        environment: { id: intervention.environment },
        ...(intervention.reason !== undefined && { reason: intervention.reason }),
        ...(intervention.kind === 'mode' && { mode: intervention.mode }),
        ...(intervention.kind === 'guidance' && {
          choice: intervention.choice,
          guidanceRequest: intervention.guidanceRequest,
        }),
        ...(refused && { refused }),
      },
    })),
  'cancel-requested': ({ by, reason }, { input }) => [
    {
      name: 'cancellation.requested',
      subject: input.id,
      content: { by, ...(reason !== undefined && { reason }) },
    },
  ],
  'rolled-back': ({ environment, result }, { input }) =>
    result.kind === 'rolled-back'
      ? [
          {
            name: 'service.rolledback',
            subject: input.service,
            content: {
              environment: { id: environment },
              artifactId: packageUrl(input.service, result.to),
            },
            custom: { from: input.id, to: result.to },
          },
        ]
      : [],
};

function pipelineOf({ input }: Release) {
  return { pipelineName: input.service, uri: input.url };
}

function finished(release: Release): OutgoingEvent {
  const { outcome = 'succeeded', problem, supersededBy } = release;
  return {
    name: 'pipelinerun.finished',
    subject: release.input.id,
    content: {
      ...pipelineOf(release),
      outcome: RESULT[outcome],
      ...(problem && { errors: wordsOf(problem) }),
    },
    custom: { outcome, ...(supersededBy !== undefined && { supersededBy }) },
  };
}

/** A release that users or time have kept from a deployment has not failed. */
const RESULT: Record<Outcome, 'success' | 'failure' | 'cancel'> = {
  succeeded: 'success',
  failed: 'failure',
  'rolled-back': 'failure',
  rejected: 'cancel',
  expired: 'cancel',
  superseded: 'cancel',
  cancelled: 'cancel',
};

/** A step with its place among those of the same name, from 1. */
interface Numbered extends Step {
  readonly turn: number;
}

function stepOf({ steps }: Release, name: string): Numbered | undefined {
  const same = steps.filter((step) => step.name === name);
  const last = same.at(-1);
  return last && { ...last, turn: same.length };
}

function started(step: Numbered | undefined, release: Release): Told {
  if (!step) return [];
  const subject = subjectOf(step, release);
  if (step.type === 'build') return [{ name: 'build.started', subject, content: {} }];
  const suite = suiteOf(step);
  if (suite) {
    const trigger = { type: 'pipeline', uri: release.input.url };
    return [{ name: 'testsuiterun.started', subject, content: { ...suite, trigger } }];
  }
  return [{ name: 'taskrun.started', subject, content: taskOf(step, release) }];
}

function ended(step: Numbered | undefined, release: Release): Told {
  if (!step) return [];
  const { problem, attempt } = step;
  const subject = subjectOf(step, release);
  const outcome = step.state === 'passed' ? 'success' : STOPPED[step.state];
  const errors = problem ? wordsOf(problem) : undefined;
  const custom = { attempt };
  if (step.type === 'build')
    return built(release, subject, { ...custom, outcome, ...(errors && { errors }) });
  const suite = suiteOf(step);
  if (suite) {
    const reason = errors === undefined ? {} : { reason: errors };
    const content = { ...suite, outcome, ...reason };
    return [{ name: 'testsuiterun.finished', subject, content, custom }];
  }
  const content = { ...taskOf(step, release), outcome, ...(errors !== undefined && { errors }) };
  const task = { name: 'taskrun.finished', subject, content, custom } as const;
  return step.state === 'passed' ? [task, ...inService(step, release)] : [task];
}

const STOPPED: Record<Exclude<Step['state'], 'passed'>, 'failure' | 'cancel'> = {
  failed: 'failure',
  cancelled: 'cancel',
  queued: 'cancel',
  running: 'cancel',
};

function built(
  { input, artifact, plan }: Release,
  subject: string,
  custom: Readonly<Record<string, unknown>>,
): Told {
  if (!artifact || custom['outcome'] !== 'success')
    return [{ name: 'build.finished', subject, content: {}, custom }];
  const artifactId = packageUrl(input.service, input.id, artifact.digest);
  const change = { id: input.commit, ...(plan && { source: plan.repository }) };
  return [
    { name: 'build.finished', subject, content: { artifactId }, custom },
    { name: 'artifact.packaged', subject: artifactId, content: { change } },
  ];
}

/** The effect of a passed step on the service in its environment. */
function inService({ type, environment }: Numbered, release: Release): Told {
  const { input, artifact, plan, gate } = release;
  if (environment === undefined || !artifact) return [];
  const subject = input.service;
  const place = { environment: { id: environment } };
  if (type === 'deploy') {
    const artifactId = packageUrl(input.service, input.id, artifact.digest);
    // The live release before is known only if the promotion was assessed.
    const replaced = gate?.environment === environment && gate.approvalRequest.live !== null;
    const what = replaced ? 'service.upgraded' : 'service.deployed';
    return [{ name: what, subject, content: { ...place, artifactId } }];
  }
  const url = plan?.environments.find((known) => known.name === environment)?.url;
  if (type !== 'verify' || url === undefined) return [];
  return [{ name: 'service.published', subject, content: place, custom: { url } }];
}

function subjectOf({ name, turn }: Numbered, { input }: Release): string {
  return turn === 1 ? `${input.id}/${name}` : `${input.id}/${name}/${turn}`;
}

/** Suites run against the artifact, in a workspace of their own. */
function suiteOf({ suite }: Step) {
  if (suite === undefined) return undefined;
  return { environment: { id: 'workspace' }, testSuite: { id: suite, name: suite } };
}

function taskOf({ name }: Step, { input }: Release) {
  return { taskName: name, uri: input.url, pipelineRun: { id: input.id } };
}

/** The event for a new wait, but for approvals and guidance requests, which have events of their own. */
function newWait(before: Release | undefined, after: Release, nowMs: number): Told {
  const [wait] = waitingFor(after, nowMs);
  if (!wait || wait.kind === 'approval' || wait.kind === 'guidance') return [];
  const known = before && waitingFor(before, nowMs)[0];
  return known?.sentence === wait.sentence ? [] : [waiting(wait, after)];
}

function waiting({ kind, sentence, untilMs, canAct }: Wait, { input, environment }: Release) {
  return {
    name: 'release.waiting' as const,
    subject: input.id,
    content: {
      for: kind,
      ...(environment !== undefined && { environment: { id: environment } }),
      sentence,
      canAct,
      ...(untilMs !== undefined && { until: new Date(untilMs).toISOString() }),
    },
  };
}

/** The package URL of an artifact; without the digest for another release. */
function packageUrl(service: string, releaseId: string, digest?: string): string {
  const checksum = digest === undefined ? '' : `?checksum=${digest}`;
  return `pkg:generic/${service}@${releaseId}${checksum}`;
}

/** One line about a problem. */
function wordsOf({ code, message }: Problem): string {
  return `${code}: ${message.split('\n', 1)[0] ?? ''}`.slice(0, 500);
}
