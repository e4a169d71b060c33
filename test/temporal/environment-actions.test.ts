import { describe, expect, it } from 'vitest';
import { createEnvironmentActions } from '../../src/temporal/environment-actions.ts';
import { environmentId } from '../../src/temporal/environment-id.ts';
import { environmentQuery } from '../../src/workflows/shared/messages.ts';
import { newService } from '../support/planning.ts';
import { useTemporal } from '../support/temporal.ts';

/** About one hold in ten comes so that it is passed over. */
const ROUNDS = 40;
const environment = 'production';

describe('a freeze just after a restart', () => {
  const { withWorker } = useTemporal();

  it('E6 takes effect, also when the environment is read in the same instant', async () => {
    await withWorker({}, async ({ client, restartEnvironments }) => {
      const interventions = createEnvironmentActions(client);
      const service = newService();
      const look = () =>
        client.workflow.getHandle(environmentId(service, environment)).query(environmentQuery);
      for (let round = 1; round <= ROUNDS; round += 1) {
        await interventions.freeze(service, environment, { by: 'ana', reason: `round ${round}` });
        await restartEnvironments();
        const looked = look();
        await interventions.freeze(service, environment, {
          by: 'ben',
          reason: `round ${round}, again`,
        });
        await looked;
        expect((await look()).freezes[0]?.reason).toBe(`round ${round}, again`);
      }
    });
  });
});
