import { CancellationScope, setHandler, workflowInfo } from '@temporalio/workflow';
import {
  type Guidance,
  isLetIn,
  type Order,
  type OrderEffect,
  orderEffect,
  overriderOf,
  readOrder,
  type SignedOrder,
  type Situation,
  switchedMode,
} from '../domain/order.ts';
import type { Mode } from '../domain/plan.ts';
import type { ReleaseInput } from '../domain/release.ts';
import { checkOrder } from './activities.ts';
import { orderReceiptQuery, orderSignal } from './messages.ts';
import type { Recorder } from './recorder.ts';

/** What people have ordered. */
export interface Orders {
  /** Who broke the glass, if somebody did. */
  overriddenBy(environment: string): string | undefined;
  /** The mode that a person switched to, if one did. */
  modeOf(environment: string): Mode | undefined;
  /** Whether a person has let it in without asking at its gate. */
  isLetIn(environment: string): boolean;
  /** The answer to a question, if there is one. */
  answerTo(question: string): Guidance | undefined;
  /** Says what orders are held against from now on. */
  face(situation: Omit<Situation, 'runId'>): void;
}

const EXAMPLE =
  '{"kind":"override","environment":"production","reason":"…"}. Typed in here it carries no signature, and does nothing.';

/** Lets people order something of this release. Call it before the first `await`. */
export function handleOrders(input: ReleaseInput, recorder: Recorder): Orders {
  const { runId } = workflowInfo();
  const obeyed: Order[] = [];
  const receipts = new Map<string, OrderEffect>();
  let situation: Omit<Situation, 'runId'> = { isWaiting: false };
  let turn = Promise.resolve();

  async function take(signed: SignedOrder): Promise<void> {
    const { order } = await checkOrder({ order: signed, key: input.voteKey });
    const effect = orderEffect(order, { ...situation, runId });
    receipts.set(order.orderId, effect);
    if (effect.kind === 'done') obeyed.push(order);
    noteOrder(recorder, order, effect);
    await recorder.keep();
  }

  setHandler(
    orderSignal,
    async (payload) => {
      const order = readOrder(payload);
      if (!order || receipts.has(order.orderId)) return;
      turn = turn.then(() => CancellationScope.nonCancellable(() => take(order)));
      await turn;
    },
    { description: `Overrides a gate, switches the promotion, or guides: ${EXAMPLE}` },
  );
  setHandler(orderReceiptQuery, (orderId) => receipts.get(orderId) ?? null, {
    description: 'What became of the order with this orderId.',
  });

  return {
    overriddenBy: (environment) => overriderOf(obeyed, environment),
    modeOf: (environment) => switchedMode(obeyed, environment),
    isLetIn: (environment) => isLetIn(obeyed, environment),
    answerTo: (question) =>
      obeyed.find(
        (order): order is Guidance => order.kind === 'guidance' && order.question === question,
      ),
    face: (next) => (situation = next),
  };
}

const KIND = { override: 'overridden', promotion: 'switched', guidance: 'guided' } as const;

function noteOrder(recorder: Recorder, order: Order, effect: OrderEffect): void {
  const { by, environment, reason, kind } = order;
  const said = { by, environment, ...(reason !== undefined && { why: reason }) };
  if (effect.kind === 'refused')
    return recorder.note('refused', { ...said, facts: { order: kind, code: effect.code } });
  const what =
    order.kind === 'promotion'
      ? { mode: order.mode }
      : order.kind === 'guidance'
        ? { choice: order.choice }
        : {};
  recorder.note(KIND[kind], { ...said, facts: what });
}
