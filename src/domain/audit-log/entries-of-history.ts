/** The audit log of a release, made of the events of its history. */
import type { VoteResult } from '../gate/gate.ts';
import type { ReleaseEvent } from '../release/event.ts';
import { applyEvent } from '../release/history.ts';
import type { Release } from '../release/release.ts';
import type { AuditEntry, ReleaseEntryFacts } from './entry.ts';

/** A run of a release. A Reset makes another run that continues the history of the one before. */
export interface RunOfHistory {
  readonly runId: string;
  /** The first event that belongs to this run. */
  readonly from: number;
}

/**
 * The entries that a history amounts to, in its order. The id of an entry names its run and its
 * event, so the same event always makes the same entry.
 *
 * @param history from its beginning
 * @param runs in order, the first one from the beginning of the history
 * @param after the last event to leave out
 */
export function entriesOfHistory(
  history: readonly ReleaseEvent[],
  runs: readonly RunOfHistory[],
  after = 0,
): AuditEntry[] {
  let release: Release | undefined;
  let previous: RunOfHistory | undefined;
  const entries: AuditEntry[] = [];
  for (const event of history) {
    const before = release;
    release = applyEvent(before, event);
    const run = runs.findLast(({ from }) => from <= event.id);
    const runId = run?.runId ?? '';
    const { id, atMs } = event;
    const body = release && id > after ? entryOf(event, before, release) : undefined;
    if (previous && run && run !== previous && id > after)
      entries.push(resetEntry(run, previous, atMs));
    if (body) entries.push({ ...body, id: `${runId}/${id}`, atMs } as AuditEntry);
    previous = run;
  }
  return entries;
}

function resetEntry(
  { runId, from }: RunOfHistory,
  { runId: previousRunId }: RunOfHistory,
  atMs: number,
): AuditEntry<'reset'> {
  const facts = { previousRunId, afterEvent: from - 1 };
  return { id: `${runId}/reset`, kind: 'reset', atMs, facts };
}

type EntryBody = Omit<AuditEntry, 'id' | 'atMs'>;

type EntryMakers = {
  readonly [Kind in keyof ReleaseEntryFacts]: (
    event: ReleaseEvent<Kind>,
    after: Release,
    before: Release | undefined,
  ) => Omit<EntryBody, 'kind' | 'facts'> &
    (ReleaseEntryFacts[Kind] extends undefined
      ? object
      : { readonly facts: ReleaseEntryFacts[Kind] });
};

/** @returns `undefined` for an event that the log leaves out: a step that begins, and a wait */
function entryOf(
  event: ReleaseEvent,
  before: Release | undefined,
  after: Release,
): EntryBody | undefined {
  const make = ENTRY_OF[event.kind as keyof ReleaseEntryFacts] as
    | ((
        event: ReleaseEvent,
        after: Release,
        before: Release | undefined,
      ) => Omit<EntryBody, 'kind'>)
    | undefined;
  return make && ({ kind: event.kind, ...make(event, after, before) } as EntryBody);
}

const ENTRY_OF: EntryMakers = {
  started: ({ input: { service, commit, ref, subject, committedAtMs, author, startedBy } }) => ({
    by: startedBy,
    facts: {
      service,
      commit,
      ...(ref !== undefined && { ref }),
      author,
      subject,
      ...(committedAtMs !== undefined && { committedAtMs }),
    },
  }),
  planned: ({ plan: { digest, repository, environments } }) => ({
    facts: { plan: digest, repository, environments: environments.map(({ name }) => name) },
  }),
  'step-ended': (event, { steps }) => {
    const {
      step: name,
      type,
      suite,
      environment,
      state,
      attempt,
      problem,
      artifact,
      watch,
    } = event;
    const queuedAtMs = steps.findLast((step) => step.name === name)?.queuedAtMs;
    return {
      ...(environment !== undefined && { environment }),
      facts: {
        step: name,
        type,
        ...(suite !== undefined && { suite }),
        ...(queuedAtMs !== undefined && { queuedAtMs }),
        state,
        attempt,
        ...(problem && { problem }),
        ...(artifact && { artifact }),
        ...(watch && { watch }),
      },
    };
  },
  'promotion-decided': (event, { gate }) => {
    const { approvalRequest, mode, reason, excludedApprovers, change } = event;
    const { environment } = approvalRequest;
    return {
      environment,
      ...(reason !== undefined && { why: reason }),
      facts: {
        mode,
        approvalRequest,
        excludedApprovers,
        ...(change && { change }),
        ...(gate?.environment === environment && { votesOn: gate.approvalRequest.digest }),
      },
    };
  },
  reminded: ({ environment, canAct }) => ({ environment, facts: { canAct } }),
  voted: ({ vote }, { voteReceipt, gate }) => {
    const { by, comment, verdict, approvalRequest, signed, deployAfterMs, groups } = vote;
    const effect: VoteResult = voteReceipt?.effect ?? { kind: 'refused', code: 'GATE_NOT_OPEN' };
    return {
      by,
      ...(gate && { environment: gate.environment }),
      ...(comment !== undefined && { why: comment }),
      facts: {
        verdict,
        approvalRequest,
        signed,
        ...(deployAfterMs !== undefined && { deployAfterMs }),
        ...(groups && { groups }),
        effect: effect.kind,
        ...(effect.kind === 'refused' && { code: effect.code }),
      },
    };
  },
  'votes-dropped': ({ people }, { gate }) => ({
    ...(gate && { environment: gate.environment }),
    facts: { people },
  }),
  intervention: ({ intervention }, { interventions }) => {
    const { by, environment, reason, kind } = intervention;
    const refused = interventions?.at(-1)?.refused;
    return {
      by,
      environment,
      ...(reason !== undefined && { why: reason }),
      facts: {
        intervention: kind,
        ...(kind === 'mode' && { mode: intervention.mode }),
        ...(kind === 'guidance' && { choice: intervention.choice }),
        effect: refused ? 'refused' : 'done',
        ...(refused && { code: refused }),
      },
    };
  },
  entered: ({ environment }) => (environment === undefined ? {} : { environment }),
  asked: ({ guidanceRequest: { environment, failedStage, choices, problem } }) => ({
    environment,
    facts: { failedStage, choices, problem },
  }),
  'rolling-back': ({ environment }) => ({ environment }),
  'rolled-back': ({ environment, result }) => ({ environment, facts: result }),
  superseded: ({ by }) => ({ by }),
  'cancel-requested': ({ by, reason }) => ({ by, ...(reason !== undefined && { why: reason }) }),
  ended: ({ outcome, problem, by }, _, before) => ({
    ...(by !== undefined && { by }),
    // Where it ended: a watch that fails is told by nothing else where nobody is asked.
    ...(before?.environment !== undefined && { environment: before.environment }),
    facts: { outcome, ...(problem && { problem }) },
  }),
};
