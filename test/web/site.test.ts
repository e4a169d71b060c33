import { describe, expect, it } from 'vitest';
import type { FinishedRequest } from '../../src/api/request-observer.ts';
import { SlipwayError } from '../../src/domain/errors.ts';
import { STORY, toldSoFar } from '../support/api.ts';
import { INPUT } from '../support/plan.ts';
import { page, siteWith } from '../support/site.ts';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

describe('one address for people and programs', () => {
  const open = async (path: string, accept: string) =>
    siteWith().request(path, { headers: { Authorization: 'Bearer ana', Accept: accept } });

  it.each([
    ['application/json', 200, null],
    ['*/*', 200, null],
    ['', 200, null],
    [BROWSER, 302, `/ui/releases/${INPUT.id}`],
  ])('opens a release for "%s" with %i', async (accept, status, location) => {
    const response = await open(`/releases/${INPUT.id}`, accept);
    expect([response.status, response.headers.get('Location')]).toEqual([status, location]);
  });

  it('tells of each request once: of a page by its shape, and of a call of the API', async () => {
    const told: FinishedRequest[] = [];
    const site = siteWith({}, { observe: (request) => told.push(request) });
    const { headers } = await page(site, `/ui/releases/${INPUT.id}`);
    const [seen, ...others] = told.filter(({ route }) => route.startsWith('/ui/'));
    expect(seen).toMatchObject({ route: '/ui/releases/:id', status: 200, releases: [INPUT.id] });
    expect(headers.get('X-Request-Id')).toBe(seen?.id);
    expect(others).toEqual([]);

    told.length = 0;
    await site.request('/releases', { headers: { Authorization: 'Bearer ana' } });
    expect(told.map(({ route }) => route)).toEqual(['/releases']);
  });

  it('passes a stream on while it goes on', async () => {
    const site = siteWith({ follow: (_, from) => toldSoFar(STORY, from) });
    const headers = { Authorization: 'Bearer ana' };
    const response = await site.request(`/releases/${INPUT.id}/events`, { headers });
    const reader = response.body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toContain('started');
    await reader?.cancel();
  });

  it('leaves what is below a release to the API', async () => {
    expect((await open(`/releases/${INPUT.id}/events`, BROWSER)).status).toBe(200);
    expect((await open('/docs', BROWSER)).status).toBe(200);
  });
});

describe('what pages load', () => {
  it.each([
    ['/ui/style.css', 'text/css; charset=utf-8'],
    ['/ui/live.js', 'text/javascript; charset=utf-8'],
    ['/ui/icon.svg', 'image/svg+xml'],
  ])('%s comes as %s, and only once', async (path, type) => {
    const first = await siteWith().request(path);
    expect([first.status, first.headers.get('Content-Type')]).toEqual([200, type]);
    const headers = { 'If-None-Match': first.headers.get('ETag') ?? '' };
    expect((await siteWith().request(path, { headers })).status).toBe(304);
  });
});

describe('every page', () => {
  it.each(['/', `/ui/releases/${INPUT.id}`, '/ui/nothing'])(
    '%s has a policy that lets nothing run but its own files, and needs no more',
    async (path) => {
      const { headers, html } = await page(siteWith(), path);
      const policy = headers.get('Content-Security-Policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toContain('unsafe');
      expect(html).not.toMatch(/<script(?![^>]* src=)|<style| style=| on[a-z]+=/);
    },
  );

  it('is kept by nobody on the way', async () => {
    const { headers } = await page(siteWith(), '/');
    expect(headers.get('Cache-Control')).toBe('no-store');
  });

  it('says who opened it', async () => {
    expect((await page(siteWith(), '/', 'ben')).html).toContain('>ben</span>');
  });

  it('says when no worker is running', async () => {
    const health = async () => ({ temporal: true, worker: false });
    expect((await page(siteWith({ health }), '/')).html).toContain('No worker is running,');
    expect((await page(siteWith(), '/')).html).not.toContain('No worker is running,');
  });

  it('says when Temporal does not answer, and once is enough', async () => {
    const health = async () => ({ temporal: false, worker: false });
    const away = '<strong>Temporal is unreachable.</strong>';
    expect((await page(siteWith({ health }), '/ui/start')).html).toContain(away);
    const list = async () => {
      throw new SlipwayError('TEMPORAL_UNREACHABLE', 'Temporal is unreachable.');
    };
    const { status, html } = await page(siteWith({ health, list }), '/');
    expect([status, html.includes(away)]).toEqual([503, false]);
    expect(html).toContain('Temporal is unreachable.');
  });

  it('refuses a form that comes from another site', async () => {
    const form = {
      'Content-Type': 'application/x-www-form-urlencoded',
      Origin: 'http://evil.test',
    };
    const response = await siteWith().request('/ui/anything', { method: 'POST', headers: form });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('This form was not sent from Slipway.');
  });
});

describe('a problem is a page of its own', () => {
  it.each([
    ['/ui/nothing', 'ana', 404, 'PAGE_NOT_FOUND'],
    ['/', 'nobody', 401, 'UNAUTHENTICATED'],
    ['/?cursor=no+cursor', 'ana', 422, 'INVALID_REQUEST'],
  ])('%s for %s: %i %s, with what to do', async (path, name, status, code) => {
    const answered = await page(siteWith(), path, name);
    expect(answered.status).toBe(status);
    expect(answered.html).toContain(`<code>${code}</code>`);
    expect(answered.html).toContain('Back to the dashboard');
  });

  it('tells nobody but the log what nobody expected', async () => {
    const logged: unknown[] = [];
    const list = () => Promise.reject(new Error('a secret detail'));
    const site = siteWith({ list }, { logError: (error) => logged.push(error) });
    const { status, html } = await page(site, '/');
    expect([status, logged[0]]).toEqual([500, new Error('a secret detail')]);
    expect(html).not.toContain('secret');
    expect(html).toContain('INTERNAL');
  });
});
