import type { FC } from 'hono/jsx';
import type { Release } from '../../client/responses.ts';
import { Folded, Reason } from '../fields.tsx';
import { releasePath } from '../paths.ts';

type Action = Release['actions'][number];
type InterventionKind = 'cancel' | 'mode' | 'override';

/** Interventions that the reader can make now. Without any, there is no card. */
export const Interventions: FC<Release> = ({ id, actions }) => (
  <div id="interventions" data-live>
    {actions.some(({ action }) => action in INTERVENTIONS) ? (
      <section class="card decide" aria-labelledby="interventions-title">
        <h2 id="interventions-title">Other actions</h2>
        {actions.map((action) =>
          isIntervention(action.action) ? (
            <Intervention id={id} action={action} kind={action.action} />
          ) : null,
        )}
      </section>
    ) : null}
  </div>
);

function isIntervention(kind: Action['action']): kind is InterventionKind {
  return kind in INTERVENTIONS;
}

interface InterventionForm {
  title(action: Action): string;
  button(action: Action): string;
  readonly isReasonRequired: boolean;
}

const INTERVENTIONS: Record<InterventionKind, InterventionForm> = {
  mode: {
    title: ({ environment, mode }) =>
      mode === 'automatic'
        ? `Skip approval for ${environment}`
        : `Require approval for ${environment}`,
    button: ({ mode }) => (mode === 'automatic' ? 'Skip approval' : 'Require approval'),
    isReasonRequired: true,
  },
  override: {
    title: ({ environment }) => `Emergency override for ${environment}`,
    button: () => 'Override',
    isReasonRequired: true,
  },
  cancel: {
    title: () => 'Cancel release',
    button: () => 'Cancel release',
    isReasonRequired: false,
  },
};

const Intervention: FC<{ id: string; action: Action; kind: InterventionKind }> = ({
  id,
  action,
  kind,
}) => {
  const { title, button, isReasonRequired } = INTERVENTIONS[kind];
  const { environment, mode, does } = action;
  return (
    <Folded id={kind} summary={title(action)}>
      <form method="post" action={`${releasePath(id)}/${kind}`}>
        {environment ? <input type="hidden" name="environment" value={environment} /> : null}
        {mode ? <input type="hidden" name="mode" value={mode} /> : null}
        <Reason id={`${kind}-reason`} name="reason" label="Reason" required={isReasonRequired} />
        <p class="actions">
          <button class={kind === 'mode' ? undefined : 'danger'}>{button(action)}</button>
          <span>{does}</span>
        </p>
      </form>
    </Folded>
  );
};
