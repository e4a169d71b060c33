import { execFile } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Configuration } from '../../src/config/configuration.ts';
import {
  type Log,
  openReloadingConfiguration,
  type ReloadingConfiguration,
  type ReloadingOptions,
} from '../../src/config/reloading-configuration.ts';
import { SlipwayError } from '../../src/domain/errors.ts';

/** Only what the system tells of: no test waits for the timer unless it says so. */
const NEVER_MS = 3_600_000;
const CHILD = fileURLToPath(new URL('live-configuration-child.ts', import.meta.url));

let folder: string;
let file: string;
const closers: (() => Promise<void>)[] = [];
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-live-')));
  file = join(folder, 'slipway.yaml');
});
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  rmSync(folder, { recursive: true });
});

/** A slipway.yaml whose only group has this name. */
const yaml = (group: string) => `groups: { ${group}: [ana@example.com] }\nservices: {}\n`;
const groupsOf = (live: ReloadingConfiguration) => live.current().groups.map(({ name }) => name);
const WAIT = { timeout: 4_000, interval: 20 };
const becomes = (live: ReloadingConfiguration, group: string) =>
  vi.waitFor(() => expect(groupsOf(live)).toEqual([group]), WAIT);

async function open(options: Partial<ReloadingOptions> = {}) {
  const log = { info: vi.fn<Log['info']>(), error: vi.fn<Log['error']>() };
  const live = await openReloadingConfiguration({ file, log, lookEveryMs: NEVER_MS, ...options });
  closers.push(live.close);
  return { live, log };
}

describe('a change of slipway.yaml applies while everything runs', () => {
  it('W4 when it is edited in place', async () => {
    writeFileSync(file, yaml('before'));
    const { live } = await open();
    expect(groupsOf(live)).toEqual(['before']);
    writeFileSync(file, yaml('after'));
    await becomes(live, 'after');
  });

  it('W4 when another file takes its place', async () => {
    writeFileSync(file, yaml('before'));
    const { live } = await open();
    for (const group of ['second', 'third']) {
      writeFileSync(`${file}.new`, yaml(group));
      renameSync(`${file}.new`, file);
      await becomes(live, group);
    }
  });

  it('W4 when a link beside it is switched, as Kubernetes does', async () => {
    const version = (name: string) => {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'slipway.yaml'), yaml(name));
      symlinkSync(name, join(folder, 'data.new'));
      renameSync(join(folder, 'data.new'), join(folder, 'data'));
    };
    version('first');
    symlinkSync('data/slipway.yaml', file);
    const { live } = await open();
    expect(groupsOf(live)).toEqual(['first']);
    version('second');
    await becomes(live, 'second');
  });

  it('W4 when the system reports no change', async () => {
    mkdirSync(join(folder, 'elsewhere'));
    const real = join(folder, 'elsewhere/real.yaml');
    writeFileSync(real, yaml('before'));
    symlinkSync(real, file);
    const { live } = await open({ lookEveryMs: 20 });
    writeFileSync(real, yaml('after'));
    await becomes(live, 'after');
  });

  it('calls each listener once', async () => {
    writeFileSync(file, yaml('before'));
    const { live } = await open({ lookEveryMs: 20 });
    const told = vi.fn<(configuration: Configuration) => void>();
    live.onChange(told);
    writeFileSync(file, yaml('after'));
    await becomes(live, 'after');
    writeFileSync(file, yaml('after'));
    writeFileSync(join(folder, 'another-file'), '');
    await vi.waitFor(() => expect(told).toHaveBeenCalledOnce(), WAIT);
    await live.close();
    expect(told.mock.calls).toEqual([[live.current()]]);
  });
});

it('SIGHUP reads it again, also with the same text: a token may have changed', async () => {
  writeFileSync(file, yaml('same'));
  const { live } = await open();
  const before = live.current();
  process.kill(process.pid, 'SIGHUP');
  await vi.waitFor(() => expect(live.current()).not.toBe(before), WAIT);
  expect(live.current()).toEqual(before);
});

it('of reloads at once the last text wins', async () => {
  writeFileSync(file, yaml('first'));
  const { live } = await open();
  const reloads = [];
  for (const group of ['second', 'third', 'fourth']) {
    writeFileSync(file, yaml(group));
    reloads.push(live.reload());
  }
  await Promise.all(reloads);
  expect(groupsOf(live)).toEqual(['fourth']);
});

it('a half-written text does not apply', async () => {
  writeFileSync(file, yaml('before'));
  const { live, log } = await open();
  writeFileSync(file, 'groups: {');
  const reload = live.reload();
  await readFile(file);
  writeFileSync(file, yaml('after'));
  await reload;
  expect(groupsOf(live)).toEqual(['after']);
  expect(log.error).not.toHaveBeenCalled();
});

describe('an invalid slipway.yaml', () => {
  it.each([
    ['service: {}', /slipway.yaml:1:1: service: found an unknown key, expected services/],
    [undefined, /There is no .*slipway.yaml/],
  ])('at the start (%j) is refused', async (text, message) => {
    if (text !== undefined) writeFileSync(file, text);
    await expect(open()).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(message),
    });
  });

  it('W4 later keeps the previous configuration, and reports every problem', async () => {
    writeFileSync(file, yaml('before'));
    const { live } = await open();
    const told = vi.fn<() => void>();
    live.onChange(told);
    writeFileSync(file, 'group: {}\nservice: {}\n');
    await vi.waitFor(
      () => expect(live.problem()).toMatch(/1:1: group: .*\n.*2:1: service: /),
      WAIT,
    );
    expect(groupsOf(live)).toEqual(['before']);
    expect(told).not.toHaveBeenCalled();
  });

  it('is logged once, however often it is read', async () => {
    writeFileSync(file, yaml('before'));
    const check = vi.fn<(configuration: Configuration) => void>(({ groups }) => {
      if (groups[0]?.name === 'after') throw new SlipwayError('CONFIG_INVALID', 'no');
    });
    const { live, log } = await open({ check, lookEveryMs: 20 });
    writeFileSync(file, yaml('after'));
    await vi.waitFor(() => expect(check.mock.calls.length).toBeGreaterThan(5), WAIT);
    expect(log.error.mock.calls).toEqual([[{ file, problem: 'no' }, expect.any(String)]]);
    expect(live.problem()).toBe('no');
  });

  it('W4 is reported for each change, and when it is valid again', async () => {
    writeFileSync(file, yaml('before'));
    const { live, log } = await open();
    for (const text of ['a: 1\nservices: {}', 'b: 1\nservices: {}']) {
      writeFileSync(file, text);
      await live.reload();
    }
    expect(log.error.mock.calls.map(([fields]) => fields)).toMatchObject([
      { problem: expect.stringContaining('1:1: a: ') },
      { problem: expect.stringContaining('1:1: b: ') },
    ]);
    writeFileSync(file, yaml('after'));
    await live.reload();
    expect(live.problem()).toBeUndefined();
    expect(groupsOf(live)).toEqual(['after']);
    expect(log.info.mock.lastCall?.[1]).toBe('Valid again, reloaded');
  });

  it.each([
    'http://me:hunter2@prom:9090',
    'http://me:hunter2 "x"@prom:9090',
    `http://me:hunter2${'x'.repeat(100)}@prom:9090`,
  ])('is reported without the password in %j', async (prometheus) => {
    writeFileSync(file, yaml('before'));
    const { live, log } = await open();
    const target = { kind: 'directory', path: 'live' };
    const shop = { repository: 'shop', environments: { production: { prometheus, target } } };
    writeFileSync(file, JSON.stringify({ services: { shop } }));
    await live.reload();
    expect(live.problem()).toMatch(
      /prometheus: found "http:\/\/….*, expected an address such as http/,
    );
    expect(JSON.stringify([live.problem(), log.error.mock.calls])).not.toContain('hunter2');
  });

  it('that is missing keeps the previous configuration', async () => {
    writeFileSync(file, yaml('before'));
    const { live } = await open();
    rmSync(file);
    await vi.waitFor(() => expect(live.problem()).toContain('There is no '), WAIT);
    expect(groupsOf(live)).toEqual(['before']);
  });

  it('with another store needs a restart, and is ignored as a whole', async () => {
    writeFileSync(file, `store: file:one\n${yaml('before')}`);
    const { live } = await open();
    writeFileSync(file, `store: file:two\n${yaml('after')}`);
    await live.reload();
    expect(live.problem()).toContain('needs a restart');
    expect(groupsOf(live)).toEqual(['before']);
    writeFileSync(file, `store: file:one\n${yaml('after')}`);
    await live.reload();
    expect(groupsOf(live)).toEqual(['after']);
  });

  it('that this process cannot use is tried again by itself', async () => {
    writeFileSync(file, yaml('before'));
    let isTokenThere = false;
    const check: ReloadingOptions['check'] = ({ groups }) => {
      if (groups[0]?.name === 'after' && !isTokenThere)
        throw new SlipwayError('CONFIG_INVALID', 'CI_TOKEN: found nothing, expected a token');
    };
    const { live } = await open({ check, lookEveryMs: 20 });
    writeFileSync(file, yaml('after'));
    await vi.waitFor(() => expect(live.problem()).toContain('CI_TOKEN'), WAIT);
    isTokenThere = true;
    await becomes(live, 'after');
    expect(live.problem()).toBeUndefined();
  });
});

describe('after close', () => {
  it('the file is not read again', async () => {
    writeFileSync(file, yaml('before'));
    const handlers = process.listenerCount('SIGHUP');
    const { live } = await open({ lookEveryMs: 20 });
    expect(process.listenerCount('SIGHUP')).toBe(handlers + 1);
    await live.close();
    await live.close();
    expect(process.listenerCount('SIGHUP')).toBe(handlers);
    writeFileSync(file, yaml('after'));
    await live.reload();
    expect(groupsOf(live)).toEqual(['before']);
  });

  it('the process can end', { timeout: 20_000 }, async () => {
    writeFileSync(file, yaml('any'));
    const run = promisify(execFile)(process.execPath, ['--import', 'tsx', CHILD, file], {
      timeout: 15_000,
    });
    expect((await run).stdout).toBe('closed\n');
  });
});
