import { describe, expect, it } from 'vitest';
import { releaseDetails } from '../../../src/workflows/shared/run-details.ts';
import { INPUT } from '../../support/plan.ts';

const wait = {
  kind: 'approval',
  sinceMs: Date.UTC(2026, 2, 1, 9),
  untilMs: Date.UTC(2026, 2, 8, 9),
  canAct: { groups: ['managers'] },
  sentence: 'Waiting for 1 approval to deploy to production.',
} as const;

const API = `http://127.0.0.1:3000/releases/${INPUT.id}`;

describe('the details of a release', () => {
  it('says what a release waits for, since when, until when, who may act, and where', () => {
    const text = releaseDetails(INPUT, 'awaiting-approval', {
      environment: 'production',
      wait,
      approvalRequest: 'sha256:m',
    });
    expect(text).toContain('Waiting for 1 approval to deploy to production.');
    expect(text).toContain('since: 2026-03-01T09:00:00Z\n');
    expect(text).toContain('until: 2026-03-08T09:00:00Z (7d)\n');
    expect(text).toContain('can act: Members of managers can approve.');
    expect(text).toContain(`[${INPUT.id}](${INPUT.url})`);
    expect(text).toContain(`curl ${API}/approval`);
    expect(text).toContain('"approvalRequest": "sha256:m"');
  });
  it('of a release from before there were pages names the same address for both', () => {
    const text = releaseDetails({ ...INPUT, url: API }, 'awaiting-approval', {
      approvalRequest: 'sha256:m',
    });
    expect(text).toContain(`(${API})`);
    expect(text).toContain(`curl ${API}/approval`);
  });
  it('is one list, and the command to copy comes last', () => {
    const text = releaseDetails(INPUT, 'awaiting-approval', { wait, approvalRequest: 'sha256:m' });
    const kinds = text.split('\n\n').map((paragraph) => paragraph.slice(0, 2));
    expect(kinds).toEqual(['##', 'Wa', '- ', 'Ap', '``']);
  });
  it('R5 says how to answer what a release asks', () => {
    const guidanceRequest = {
      id: 'q-1',
      choices: ['retry', 'ignore', 'fail'],
    } as const;
    const text = releaseDetails(INPUT, 'awaiting-guidance', {
      environment: 'production',
      guidanceRequest,
    });
    expect(text).toContain('Respond with retry (or ignore, fail):');
    expect(text).toContain(`curl ${API}/guidance`);
    expect(text).toContain('"choice": "retry",\n  "guidanceRequest": "q-1"');
  });
  it('says behind whom a release waits for its turn', () => {
    const soak = { kind: 'soak', sinceMs: 0, canAct: { role: 'override' }, sentence: 's' } as const;
    expect(releaseDetails(INPUT, 'soaking', { wait: soak })).toContain(
      'can act: It continues by itself. Anyone with the override role can deploy it now.',
    );
    const releases = ['hello-1', 'hello-2'];
    const queue = { kind: 'queue', sinceMs: 0, canAct: { releases }, sentence: 's' } as const;
    const text = releaseDetails(INPUT, 'queued', { wait: queue });
    expect(text).toContain('queued behind: hello-1, hello-2');
  });
  it('says that nobody needs to act while it works', () => {
    expect(releaseDetails(INPUT, 'building')).toContain('No action needed.');
  });
});
