import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SlipwayError } from '../../src/domain/errors.ts';
import { DATA_FORMAT, markIfNew, useData } from '../../src/store/data-format.ts';

let folder: string;
/** The data directory, which is not there yet. */
let data: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-data-format-'));
  data = join(folder, 'var');
});
afterEach(() => rmSync(folder, { recursive: true }));

const dataDirectory = () => ({
  path: data,
  setting: 'SLIPWAY_DATA_DIR',
  contents: ['temporal.db'],
});
const storeIn = (path: string) => ({ path, setting: 'store', contents: ['audit-logs', 'logs'] });
const marker = () => join(data, 'data-format');

function put(file: string, text = ''): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Every file below the folder, with its content. */
function everything(): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    files
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [file, readFileSync(file, 'utf8')]),
  );
}

/** The refusal, after which every file is as it was. */
async function refusal(...places: Parameters<typeof useData>[0]): Promise<SlipwayError> {
  const before = everything();
  const error = await useData(places, join(folder, 'slipway.yaml')).catch((e: unknown) => e);
  expect(everything()).toEqual(before);
  expect(error).toBeInstanceOf(SlipwayError);
  return error as SlipwayError;
}

const use = (...places: Parameters<typeof useData>[0]) =>
  useData(places, join(folder, 'slipway.yaml'));

describe('a data directory', () => {
  test('a data directory is made and marked with the format when it is used first', async () => {
    await use(dataDirectory(), storeIn(join(data, 'store')));
    const text = `${DATA_FORMAT}\n`;
    expect(everything()).toEqual({
      [marker()]: text,
      [join(data, 'store/data-format')]: text,
    });
  });

  test('a data directory is marked when it is empty, or holds only files without a format', async () => {
    put(join(data, 'repositories/hello/README.md'));
    await use(dataDirectory());
    expect(readFileSync(marker(), 'utf8')).toBe(`${DATA_FORMAT}\n`);
  });

  test('a data directory with the marker of this format is used, and not written to', async () => {
    put(join(data, 'temporal.db'), 'histories');
    put(marker(), ` ${DATA_FORMAT}`);
    const before = everything();
    await use(dataDirectory());
    expect(everything()).toEqual(before);
  });

  test('a data directory that several processes use first at the same moment is marked once', async () => {
    await Promise.all(Array.from({ length: 20 }, () => use(dataDirectory())));
    expect(everything()).toEqual({ [marker()]: `${DATA_FORMAT}\n` });
  });

  test('a data directory that has a database and no marker is of an earlier version', async () => {
    put(join(data, 'temporal.db'), 'histories');
    const { code, message } = await refusal(dataDirectory());
    expect(code).toBe('DATA_OF_ANOTHER_VERSION');
    expect(message).toContain(
      `An earlier version of Slipway made ${data}: it has temporal.db, but no data-format file.`,
    );
    expect(message).toContain(`This version uses data format ${DATA_FORMAT}`);
    expect(message).toContain(`\n  mv ${data} ${data}-old\n`);
  });

  test.each([
    ['a lower number', '0\n', 'An earlier version of Slipway made VAR: its data format is 0.'],
    ['a higher number', '99\n', 'A later version of Slipway made VAR: its data format is 99.'],
    ['no number', 'new\nest', 'Another version of Slipway made VAR: data-format says "new\\nest".'],
    ['nothing', '', 'Another version of Slipway made VAR: data-format says "".'],
  ])('a data directory whose marker has %s is of another version', async (_, text, sentence) => {
    put(marker(), text);
    const { code, message } = await refusal(dataDirectory());
    expect(code).toBe('DATA_OF_ANOTHER_VERSION');
    expect(message).toContain(sentence.replace('VAR', data));
  });

  test('a data directory that cannot be one is told with its setting', async () => {
    put(data);
    const { code, message } = await refusal(dataDirectory());
    expect(code).toBe('CONFIG_INVALID');
    expect(message).toBe(
      `SLIPWAY_DATA_DIR: found ${data} (ENOTDIR), expected a directory that Slipway can write to`,
    );
  });

  test('a data directory whose marker cannot be read is told with its setting', async () => {
    mkdirSync(marker(), { recursive: true });
    expect((await refusal(dataDirectory())).message).toContain(
      `SLIPWAY_DATA_DIR: found ${data} (EISDIR)`,
    );
  });

  test('a data directory that cannot be written to is told with its setting', async () => {
    // Nobody can make a directory there, not even root.
    const { code, message } = await refusal({ ...dataDirectory(), path: '/sys/slipway' });
    expect(code).toBe('CONFIG_INVALID');
    expect(message).toContain('SLIPWAY_DATA_DIR: found /sys/slipway (E');
  });
});

describe('a store', () => {
  test('a store outside of the data directory is refused where an earlier version made it', async () => {
    const store = join(folder, 'store');
    put(join(store, 'audit-logs/hello-1'));
    const { message } = await refusal(dataDirectory(), storeIn(store));
    expect(message).toContain(
      `An earlier version of Slipway made ${store}: it has audit-logs, but no data-format file.`,
    );
    expect(message).toContain(`\n  mv ${store} ${store}-old\n`);
    expect(existsSync(data)).toBe(false);
  });

  test('a store inside of the data directory is not told beside that', async () => {
    put(join(data, 'temporal.db'));
    put(join(data, 'store/audit-logs/hello-1'));
    const { message } = await refusal(dataDirectory(), storeIn(join(data, 'store')));
    expect(message).not.toContain('audit-logs');
    expect(message).toContain(`\n  mv ${data} ${data}-old\n`);
  });

  test('a store inside of the data directory tells of an earlier version by itself', async () => {
    put(join(data, 'store/logs/hello-1'));
    const { message } = await refusal(dataDirectory(), storeIn(join(data, 'store')));
    expect(message).toContain(`made ${data}/store: it has logs, but no data-format file.`);
  });

  test('a store is marked by an API of its own when it is new, and left alone when not', async () => {
    const store = storeIn(join(folder, 'store'));
    await markIfNew(store);
    expect(readFileSync(join(store.path, 'data-format'), 'utf8')).toBe(`${DATA_FORMAT}\n`);

    const old = storeIn(join(folder, 'old'));
    put(join(old.path, 'audit-logs/hello-1'));
    await markIfNew(old);
    expect(readdirSync(old.path)).toEqual(['audit-logs']);
  });
});

describe('the command that moves data away', () => {
  test('the command that moves data away names a place that is free, and quotes what a shell would take apart', async () => {
    data = join(folder, "it's var");
    put(join(data, 'temporal.db'));
    put(join(`${data}-old`, 'temporal.db'));
    const { message } = await refusal(dataDirectory());
    const quoted = `${folder}/it'\\''s var`;
    expect(message).toContain(`\n  mv '${quoted}' '${quoted}-old-2'\n`);
  });

  test('the command that moves data away has a line for each directory', async () => {
    const store = join(folder, 'store');
    put(join(data, 'temporal.db'));
    put(join(store, 'logs/hello-1'));
    const { message } = await refusal(dataDirectory(), storeIn(store));
    expect(message).toContain(`\n  mv ${data} ${data}-old\n  mv ${store} ${store}-old\n`);
  });

  test('the command that moves data away is not offered where it would move slipway.yaml as well', async () => {
    data = folder;
    put(join(data, 'temporal.db'));
    const { message } = await refusal(dataDirectory());
    expect(message).not.toContain('mv ');
  });
});
