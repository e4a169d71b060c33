import type { FC } from 'hono/jsx';
import type { Delivery } from '../answers.ts';
import { Badge } from '../badge.tsx';
import { releasePath } from '../paths.ts';
import { Ago, At } from '../time.tsx';

type Lost = Extract<Delivery, { state: 'given-up' }>;
type Waiting = Extract<Delivery, { state: 'waiting' }>;
export type LateDelivery = Lost | (Waiting & { readonly problem: Lost['problem'] });

/** Whether somebody should have been told already: what was never tried in vain is on its way. */
export function late(delivery: Delivery): delivery is LateDelivery {
  return delivery.state === 'given-up' || (delivery.state === 'waiting' && !!delivery.problem);
}

interface DeliveriesProps {
  readonly id: string;
  readonly deliveries: readonly LateDelivery[];
  readonly mayResend: boolean;
}

/** Whom it has told in vain, and how to send it again. Nothing is there where all have heard. */
export const Deliveries: FC<DeliveriesProps> = ({ id, deliveries, mayResend }) => (
  <div id="deliveries" data-live>
    {deliveries.length === 0 ? null : (
      <section class="card" aria-labelledby="deliveries-title">
        <h2 id="deliveries-title">Others were not told</h2>
        <ul class="people">
          {deliveries.map((delivery) => (
            <li>
              <strong>{delivery.recipient}</strong> of {delivery.about}{' '}
              <Ago at={delivery.happenedAt} />
              <p class="bad-text">{delivery.problem.message}</p>
              {delivery.state === 'waiting' ? (
                <Waits {...delivery} />
              ) : (
                <GivenUp id={id} lost={delivery} mayResend={mayResend} />
              )}
            </li>
          ))}
        </ul>
      </section>
    )}
  </div>
);

const Waits: FC<Waiting> = ({ attempts, nextAttempt }) => (
  <p>
    <Badge tone="wait" text={attempts === 1 ? 'tried once' : `tried ${attempts} times`} />{' '}
    {nextAttempt === undefined ? null : (
      <>
        again <At at={nextAttempt} />
      </>
    )}
  </p>
);

const GivenUp: FC<{ id: string; lost: Lost; mayResend: boolean }> = ({ id, lost, mayResend }) => (
  <form method="post" action={`${releasePath(id)}/resend`} class="actions">
    <Badge tone="bad" text="given up" />
    {mayResend ? (
      <>
        <input type="hidden" name="delivery" value={lost.id} />
        <button aria-label={`Send ${lost.id} again`}>Send again</button>
      </>
    ) : (
      <span class="muted">Who has the role operate can send it again.</span>
    )}
  </form>
);
