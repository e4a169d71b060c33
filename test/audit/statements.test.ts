import { describe, expect, it } from 'vitest';
import type { AuditEntry, ChainedEntry } from '../../src/domain/audit-log/entry.ts';
import { approvalOf } from '../../src/audit/approval-attestation.ts';
import { provenanceOf } from '../../src/audit/provenance.ts';
import { attestationIn, nextAttestation } from '../../src/audit/sign.ts';
import {
  DIGEST,
  ENTRIES,
  linesOf,
  MANIFEST,
  newKeys,
  RECORD_ID,
  signedEntries,
} from '../support/record.ts';

const placed = (entries: readonly AuditEntry[]): ChainedEntry[] =>
  linesOf(entries).map((line) => JSON.parse(line));
const evidenceOf = (entries: readonly AuditEntry[]) => ({
  auditLogId: RECORD_ID,
  entries: placed(entries),
});
const EVIDENCE = evidenceOf(ENTRIES);
const HEAD = {
  name: 'audit-log',
  digest: { sha256: EVIDENCE.entries.at(-1)?.hash.slice(7) },
  annotations: { auditLog: RECORD_ID, entries: ENTRIES.length },
};
/** As a reader of the statement gets it. */
const asJson = (value: unknown) => JSON.parse(JSON.stringify(value));

describe('the provenance', () => {
  it('A2 is that of SLSA v1 for the artifact, from the record alone', () => {
    expect(asJson(provenanceOf(EVIDENCE))).toEqual({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'hello', digest: { sha256: DIGEST.slice(7) } }],
      predicateType: 'https://slsa.dev/provenance/v1',
      predicate: {
        buildDefinition: {
          buildType: 'https://slipway.dev/build/v1',
          externalParameters: {
            service: 'hello',
            repository: 'https://git.example.com/hello.git',
            commit: MANIFEST.commit,
            ref: 'main',
          },
          internalParameters: { plan: MANIFEST.plan },
          resolvedDependencies: [
            {
              uri: 'git+https://git.example.com/hello.git',
              digest: { gitCommit: MANIFEST.commit },
            },
          ],
        },
        runDetails: {
          builder: { id: 'https://slipway.dev/builder/v1' },
          metadata: {
            invocationId: RECORD_ID,
            startedOn: '2026-03-01T09:00:01.000Z',
            finishedOn: '2026-03-01T09:00:02.000Z',
          },
          byproducts: [HEAD],
        },
      },
    });
  });
  it('is none where nothing was built', () => {
    expect(provenanceOf(evidenceOf(ENTRIES.slice(0, 2)))).toBeUndefined();
  });
  it.each([
    ['/srv/git/my hello', 'git+file:///srv/git/my%20hello'],
    ['git@git.example.com:team/hello.git', 'git+ssh://git@git.example.com/team/hello.git'],
    ['ssh://git.example.com/hello', 'git+ssh://git.example.com/hello'],
  ])('names the repository %s as a URI', (repository, uri) => {
    const moved = ENTRIES.map((entry) =>
      entry.kind === 'planned' ? { ...entry, facts: { repository } } : entry,
    );
    expect(provenanceOf(evidenceOf(moved))).toMatchObject({
      predicate: { buildDefinition: { resolvedDependencies: [{ uri }] } },
    });
  });
});

describe('the approval', () => {
  it('A1 says who let what in, who was refused, who went past the gate, and how it ended', () => {
    expect(asJson(approvalOf(EVIDENCE))).toEqual({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'hello', digest: { sha256: DIGEST.slice(7) } }],
      predicateType: 'https://slipway.dev/predicate/approval/v1',
      predicate: {
        release: RECORD_ID,
        startedBy: 'ana',
        outcome: 'succeeded',
        cancelRequests: [],
        refused: [],
        auditLog: HEAD,
        environments: [
          {
            environment: 'production',
            mode: 'approval',
            reason: 'production asks',
            approvalRequest: MANIFEST,
            votes: [
              {
                by: 'ben',
                at: '2026-03-01T09:00:06.000Z',
                why: 'looks fine',
                verdict: 'approve',
                approvalRequest: MANIFEST.digest,
                effect: 'counted',
                signed: true,
              },
            ],
            refused: [
              {
                by: 'ana',
                at: '2026-03-01T09:00:05.000Z',
                verdict: 'approve',
                approvalRequest: MANIFEST.digest,
                effect: 'refused',
                code: 'SELF_APPROVAL',
                signed: true,
              },
            ],
            overrides: [
              {
                by: 'cid',
                at: '2026-03-01T09:00:07.000Z',
                why: 'it burns',
                intervention: 'override',
                effect: 'done',
              },
            ],
            modeChanges: [],
            guidance: [],
            deployed: ['2026-03-01T09:00:08.000Z'],
          },
        ],
      },
    });
  });
  it('G16 has the attempts that no gate heard of', () => {
    const facts = { attempt: 'vote', code: 'USERS_ONLY' };
    const entry: AuditEntry = { id: 'x', kind: 'refused', atMs: 0, by: 'ci', facts };
    expect(asJson(approvalOf(evidenceOf([...ENTRIES, entry]))).predicate.refused).toEqual([
      { by: 'ci', at: '1970-01-01T00:00:00.000Z', ...facts },
    ]);
  });
  it('is about the manifest that was voted on, not about a later look', () => {
    const again: AuditEntry = {
      id: 'x',
      kind: 'promotion-decided',
      atMs: 0,
      environment: 'production',
      facts: { mode: 'approval', approvalRequest: { ...MANIFEST, digest: 'sha256:other' } },
    };
    const predicate = asJson(approvalOf(evidenceOf([...ENTRIES, again]))).predicate;
    expect(predicate.environments[0].approvalRequest.digest).toBe(MANIFEST.digest);
  });
  it('is about the commit where nothing was built', () => {
    expect(approvalOf(evidenceOf(ENTRIES.slice(0, 2))).subject).toEqual([
      { name: 'hello', digest: { gitCommit: MANIFEST.commit } },
    ]);
  });
});

describe('the statements of a record', () => {
  it('A2 are made once, and name everything before them', () => {
    const keys = newKeys();
    const all = signedEntries(ENTRIES, keys);
    expect(all.slice(ENTRIES.length).map(({ id }) => id)).toEqual(['provenance/10', 'approval/10']);
    const [, approval] = all.slice(ENTRIES.length);
    const statement = attestationIn((approval as never)['envelope'], keys.publicKey);
    expect(statement?.predicate['auditLog']).toMatchObject({ annotations: { entries: 11 } });
  });
  it('are not made before the end', () => {
    const evidence = evidenceOf(ENTRIES.slice(0, -1));
    expect(nextAttestation(evidence, newKeys().privateKey)).toBeUndefined();
  });
  it('are made again when a run that was reset ends again', () => {
    const keys = newKeys();
    const first = signedEntries(ENTRIES, keys) as AuditEntry[];
    const again = ENTRIES.map((entry) => ({ ...entry, id: `again/${entry.id}` }));
    const all = signedEntries([...first, ...again], keys);
    expect(all.filter(({ kind }) => kind === 'attestation').map(({ id }) => id)).toEqual([
      'provenance/10',
      'approval/10',
      'provenance/22',
      'approval/22',
    ]);
  });
});
