import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createUserDirectory } from '../../../src/store/directory/users.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-people-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('what is kept of people', () => {
  const ana = { name: 'ana@example.com', claims: ['leads'], atMs: 2_000 };

  test('is what the provider said last, whatever came in last', async () => {
    const { keepUser, person } = createUserDirectory(join(folder, 'people'));
    expect(await person('ana@example.com')).toBeUndefined();
    await keepUser(ana);
    await keepUser({ ...ana, claims: [], atMs: 1_000 });
    expect(await person('ana@example.com')).toEqual(ana);
    await keepUser({ ...ana, claims: [], atMs: 2_000 });
    expect(await person('ana@example.com')).toMatchObject({ claims: [] });
  });

  test('is one for every spelling of a name, and names lead nowhere else', async () => {
    const { keepUser, person } = createUserDirectory(folder);
    await keepUser({ ...ana, name: 'Ana@Example.com' });
    expect(await person('ana@example.com')).toMatchObject({ name: 'Ana@Example.com' });
    await keepUser({ ...ana, name: '../../etc/passwd' });
    expect(readdirSync(folder).map((name) => name.length)).toEqual([69, 69]);
  });

  test('that somebody spoilt is not passed over', async () => {
    const { keepUser, person } = createUserDirectory(folder);
    await keepUser(ana);
    writeFileSync(join(folder, readdirSync(folder)[0] ?? ''), '{');
    await expect(person(ana.name)).rejects.toThrow(SyntaxError);
  });
});
