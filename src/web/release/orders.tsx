import type { FC } from 'hono/jsx';
import type { Release } from '../answers.ts';
import { Folded, Reason } from '../fields.tsx';
import { releasePath } from '../paths.ts';

type Action = Release['actions'][number];
type OrderKind = 'cancel' | 'promotion' | 'override';

/** What else this caller can order now. Nothing is there where there is nothing to order. */
export const Orders: FC<Release> = ({ id, actions }) => (
  <div id="orders" data-live>
    {actions.some(({ action }) => action in ORDERS) ? (
      <section class="card decide" aria-labelledby="orders-title">
        <h2 id="orders-title">More that you can do</h2>
        {actions.map((action) =>
          isOrder(action.action) ? <Order id={id} action={action} kind={action.action} /> : null,
        )}
      </section>
    ) : null}
  </div>
);

function isOrder(kind: Action['action']): kind is OrderKind {
  return kind in ORDERS;
}

interface Words {
  title(action: Action): string;
  readonly button: string;
  readonly isReasonRequired: boolean;
}

const ORDERS: Record<OrderKind, Words> = {
  promotion: {
    title: ({ environment, mode }) =>
      mode === 'deployment'
        ? `Let it enter ${environment} without asking anybody`
        : `Ask people before it enters ${environment}`,
    button: 'Switch',
    isReasonRequired: false,
  },
  override: {
    title: ({ environment }) => `Break the glass: into ${environment} past everything`,
    button: 'Break the glass',
    isReasonRequired: true,
  },
  cancel: { title: () => 'Cancel the release', button: 'Cancel it', isReasonRequired: false },
};

const Order: FC<{ id: string; action: Action; kind: OrderKind }> = ({ id, action, kind }) => {
  const { title, button, isReasonRequired } = ORDERS[kind];
  const { environment, mode, does } = action;
  return (
    <Folded id={kind} summary={title(action)}>
      <form method="post" action={`${releasePath(id)}/${kind}`}>
        {environment ? <input type="hidden" name="environment" value={environment} /> : null}
        {mode ? <input type="hidden" name="mode" value={mode} /> : null}
        <Reason id={`${kind}-reason`} name="reason" label="Reason" required={isReasonRequired} />
        <p class="actions">
          <button class={kind === 'promotion' ? undefined : 'danger'}>{button}</button>
          <span>{does}</span>
        </p>
      </form>
    </Folded>
  );
};
