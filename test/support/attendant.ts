import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { createVoteSigner } from '../../src/api/releases/vote-signer.ts';
import type { GuidanceRequest } from '../../src/domain/release/guidance.ts';
import { environmentId } from '../../src/temporal/environment-id.ts';
import { isUnanswered } from '../../src/temporal/errors.ts';
import { unfreezeUpdate, interventionSignal } from '../../src/workflows/shared/messages.ts';
import type { BusyService, Fate } from './busy-services.ts';
import { eventually } from './eventually.ts';
import type { Stage } from './stage.ts';

/** A release as a user reads it. */
export interface Shown {
  readonly phase: string;
  readonly outcome?: string;
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly approvalRequest?: { readonly digest: string };
  readonly supersededBy?: string;
  readonly problem?: unknown;
  readonly guidanceRequest?: GuidanceRequest;
  readonly waitingFor: readonly unknown[];
  readonly steps: readonly { readonly name: string; readonly state: string }[];
}

/** A release that people care for. */
export interface Attended {
  readonly id: string;
  readonly service: BusyService;
  /** That of its commit, from 1. */
  readonly number: number;
  readonly fate: Fate;
}

/** What became of it. */
export interface Ended extends Attended {
  readonly shown: Shown;
  /** When it was first approved, if it was. */
  readonly approvedMs: number | undefined;
  /** What it asked, each question once. */
  readonly asked: readonly GuidanceRequest[];
  /** Answers of the API to people that should not be. */
  readonly odd: readonly string[];
}

const PATIENTLY = { intervalMs: 500, patienceMs: 120_000 };
const LOOK_EVERY_MS = 1_000;
/** What a vote may meet that comes at the wrong moment. */
const LATE = ['APPROVAL_REQUEST_CHANGED', 'GATE_CLOSED', 'GATE_NOT_OPEN'];

/** People who approve, reject, answer and lift, for as many releases as they are asked to. */
export interface Attendant {
  /** Cares for a release until it has ended, and the next one can be released. */
  attend(release: Attended): Promise<Ended>;
  close(): Promise<void>;
}

/** @throws what is not for want of a worker */
function unanswered(error: unknown): false {
  if (isUnanswered(error)) return false;
  throw error;
}

export async function createAttendant(stage: Stage): Promise<Attendant> {
  const connection = await Connection.connect({ address: stage.temporalAddress() });
  const client = new Client({ connection });
  const key = readFileSync(join(stage.storeFolder, 'keys/votes.pem'), 'utf8');
  const { signIntervention } = createVoteSigner(key);

  async function answer(id: string, asked: GuidanceRequest): Promise<void> {
    const run = client.workflow.getHandle(id);
    const { runId } = await run.describe();
    const intervention = {
      kind: 'guidance',
      interventionId: randomUUID(),
      by: 'ana@example.com',
      atMs: Date.now(),
      environment: asked.environment,
      runId,
      guidanceRequest: asked.id,
      choice: asked.failedStage === 'rollback' ? 'rollback' : 'retry',
    } as const;
    await run.signal(interventionSignal, signIntervention(intervention));
  }

  /**
   * What was taken back is looked at, and others may come again. Where worker after worker was
   * killed over an environment, Temporal refuses to tell it anything for a while.
   */
  async function unfreeze(service: BusyService, id: string): Promise<void> {
    const environment = client.workflow.getHandle(environmentId(service, 'production'));
    const intervention = {
      args: [{ by: 'ana@example.com' }] as [{ by: string }],
      updateId: `lift-${id}`,
    };
    const unfrozen = () =>
      environment.executeUpdate(unfreezeUpdate, intervention).then(() => true, unanswered);
    await eventually('the hold to be lifted', unfrozen, PATIENTLY);
  }

  return {
    async attend(release) {
      const { id, service, fate } = release;
      let approvedMs: number | undefined;
      const asked = new Map<string, GuidanceRequest>();
      const odd: string[] = [];
      for (; ; await pause(LOOK_EVERY_MS)) {
        const shown = (await stage.read(id)) as unknown as Shown;
        const { phase, approvalRequest, guidanceRequest } = shown;
        if (phase === 'done') {
          if (shown.outcome === 'rolled-back') await unfreeze(service, id);
          return { ...release, shown, approvedMs, asked: [...asked.values()], odd };
        }
        if (phase === 'awaiting-approval' && approvalRequest) {
          if (!fate.isRejected) approvedMs ??= Date.now();
          const { status, body } = await stage.post(`/releases/${id}/approval`, {
            approvalRequest: approvalRequest.digest,
            ...(fate.isRejected
              ? { verdict: 'reject', comment: 'Not this one.' }
              : { verdict: 'approve' }),
          });
          const isFine = status < 300 || LATE.includes(String(body['code']));
          if (!isFine) odd.push(`${status} ${JSON.stringify(body)}`);
        }
        if (guidanceRequest && !asked.has(guidanceRequest.id)) {
          asked.set(guidanceRequest.id, guidanceRequest);
          await answer(id, guidanceRequest);
        }
      }
    },
    close: () => connection.close(),
  };
}
