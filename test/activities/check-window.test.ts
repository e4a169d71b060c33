import { expect, test } from 'vitest';
import { createCheckWindow } from '../../src/activities/check-window.ts';
import type { DeploymentWindow } from '../../src/domain/environment/deployment-window.ts';

const PLACE = { service: 'hello', environment: 'production' };
const NOW_MS = Date.parse('2026-12-25T12:00Z');
const now = () => NOW_MS;
const FREEZE: DeploymentWindow = {
  name: 'holidays',
  timeZone: 'UTC',
  open: [],
  closed: [{ from: '2026-12-24T00:00', to: '2026-12-27T00:00' }],
};

test('W3 tells the state of the windows, where and when', async () => {
  const asked: string[] = [];
  const windowsOf = (...place: string[]) => {
    asked.push(place.join(' '));
    return [FREEZE];
  };
  expect(await createCheckWindow({ windowsOf, now })(PLACE)).toEqual({
    environment: 'production',
    atMs: NOW_MS,
    open: false,
    nextOpenMs: Date.parse('2026-12-27T00:00Z'),
    reason: 'holidays is closed until 2026-12-27 00:00 (UTC).',
  });
  expect(asked).toEqual(['hello production']);
});

test('W4 reads the windows anew each time', async () => {
  let windows: readonly DeploymentWindow[] = [FREEZE];
  const checkWindow = createCheckWindow({ windowsOf: () => windows, now });
  expect((await checkWindow(PLACE)).open).toBe(false);
  windows = [];
  expect(await checkWindow(PLACE)).toEqual({ environment: 'production', atMs: NOW_MS, open: true });
});

test('W4 an environment that is configured no more is closed, and says so', async () => {
  const checkWindow = createCheckWindow({ windowsOf: () => undefined, now });
  expect(await checkWindow(PLACE)).toEqual({
    environment: 'production',
    atMs: NOW_MS,
    open: false,
    reason: 'hello no longer has an environment production in slipway.yaml.',
  });
});
