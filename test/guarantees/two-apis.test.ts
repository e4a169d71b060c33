import { describe, expect, test } from 'vitest';
import { expectReleasedOnce } from '../support/released-once.ts';
import { useStage } from '../support/stage.ts';

describe('two processes of the API', () => {
  const stage = useStage();

  test('S1 start one release when both get the same start in the same moment', async () => {
    const other = await stage.startAnotherApi();
    const change = stage.change();
    const order = { service: 'hello', commit: change.commit };
    const answers = await Promise.all(
      [undefined, other, undefined, other].map((port) => stage.post('/releases', order, port)),
    );
    const created = answers.filter(({ status }) => status === 201);
    expect(created).toHaveLength(1);
    const release = stage.started('hello', change);
    expect(new Set(answers.map(({ body }) => body['id']))).toEqual(new Set([release.id]));

    // And either takes the vote: no process keeps anything to itself.
    const vote = await stage.atGate(release.id);
    await stage.post(`/releases/${release.id}/approval`, vote, other);
    await expectReleasedOnce(stage, release);
    expect(await release.reached('build')).toHaveLength(1);
  });
});
