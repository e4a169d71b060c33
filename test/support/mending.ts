/** What tests of failures do. */
import { ApplicationFailure } from '@temporalio/common';
import type { GuidanceChoice } from '../../src/domain/release/intervention.ts';
import { createEnvironmentActions } from '../../src/temporal/environment-actions.ts';
import { environmentId } from '../../src/temporal/environment-id.ts';
import type { rollback } from '../../src/workflows/index.ts';
import { environmentQuery, unfreezeUpdate } from '../../src/workflows/shared/messages.ts';
import { intervention, type Run, until } from './releasing.ts';
import type { Stage } from './temporal.ts';

type On = Pick<Stage, 'client'>;

/** Two commits, the older one first. */
export const [OLD = '', NEW = ''] = ['a', 'b'].map((notification) => notification.repeat(40));

/** An activity that fails. */
export const failing = (type: string) => async () => {
  throw ApplicationFailure.nonRetryable('It is not well.', type);
};

const production = ({ client }: On, service: string) =>
  client.workflow.getHandle(environmentId(service, 'production'));

/** What is known of production. */
export const state = (stage: On, service: string) =>
  production(stage, service).query(environmentQuery);

export const unfreeze = (stage: On, service: string) =>
  production(stage, service).executeUpdate(unfreezeUpdate, { args: [{ by: 'ana' }] });

/** Answers a release when it asks how to go on. */
export async function guide(stage: On, run: Run, choice: GuidanceChoice) {
  const { guidanceRequest } = await until(stage, run, 'awaiting-guidance');
  const said = { kind: 'guidance', environment: 'production', choice } as const;
  return intervention(stage, run, 'ana', {
    ...said,
    guidanceRequest: guidanceRequest?.id ?? '',
  });
}

/** Takes a release back as a person does. @returns the rollback */
export async function rollBack(
  { client }: On,
  { service, environment = 'production' }: { service: string; environment?: string },
  { workflowId: from }: Pick<Run, 'workflowId'>,
) {
  const said = { by: 'ana', reason: 'It loses orders.', url: '' };
  const id = await createEnvironmentActions(client).rollBack({
    service,
    environment,
    from,
    ...said,
  });
  return client.workflow.getHandle<typeof rollback>(id);
}
