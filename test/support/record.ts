import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { AttestationEntry, AuditEntry } from '../../src/domain/audit-log/entry.ts';
import { BEGINNING, chained, lineOf } from '../../src/audit/hash-chain.ts';
import { nextAttestation } from '../../src/audit/sign.ts';

export const RECORD_ID = 'hello-3f2a91c4d5e6';
const COMMIT = '3f2a91c4d5e6'.padEnd(40, '0');
export const DIGEST = `sha256:${'a'.repeat(64)}`;
export const MANIFEST = {
  releaseId: RECORD_ID,
  service: 'hello',
  environment: 'production',
  commit: COMMIT,
  artifact: DIGEST,
  plan: `sha256:${'1'.repeat(64)}`,
  live: null,
  nonce: 'run',
  digest: `sha256:${'2'.repeat(64)}`,
};

const vote = (effect: 'counted' | 'refused', more: object = {}) => ({
  environment: 'production',
  facts: {
    verdict: 'approve' as const,
    approvalRequest: MANIFEST.digest,
    signed: true,
    effect,
    ...more,
  },
});
const passed = { state: 'passed', attempt: 1 } as const;

/** What happens to a release, from the start to the end. */
const NOTES: readonly Pick<AuditEntry, 'kind' | 'by' | 'why' | 'environment' | 'facts'>[] = [
  {
    kind: 'started',
    by: 'ana',
    facts: { service: 'hello', commit: COMMIT, ref: 'main', subject: 'Grüße 👋' },
  },
  {
    kind: 'planned',
    facts: { plan: MANIFEST.plan, repository: 'https://git.example.com/hello.git' },
  },
  {
    kind: 'step-ended',
    facts: {
      step: 'build',
      type: 'build',
      ...passed,
      artifact: { digest: DIGEST, sizeBytes: 1, kind: 'directory' },
    },
  },
  { kind: 'step-ended', facts: { step: 'test-unit', type: 'test', suite: 'unit', ...passed } },
  {
    kind: 'promotion-decided',
    environment: 'production',
    why: 'production asks',
    facts: { mode: 'approval', approvalRequest: MANIFEST, votesOn: MANIFEST.digest },
  },
  { kind: 'voted', by: 'ana', ...vote('refused', { code: 'SELF_APPROVAL' }) },
  { kind: 'voted', by: 'ben', why: 'looks fine', ...vote('counted') },
  {
    kind: 'intervention',
    by: 'cid',
    why: 'it burns',
    environment: 'production',
    facts: { intervention: 'override', effect: 'done' },
  },
  {
    kind: 'step-ended',
    environment: 'production',
    facts: { step: 'deploy-production', type: 'deploy', ...passed },
  },
  { kind: 'ended', facts: { outcome: 'succeeded' } },
];

/** Entries one second apart. */
export const ENTRIES = NOTES.map((note, i) => ({
  id: `run/${i + 1}`,
  atMs: Date.UTC(2026, 2, 1, 9, 0, i),
  ...note,
})) as readonly AuditEntry[];

export interface Keys {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  readonly pem: string;
}

export function newKeys(): Keys {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  return { privateKey, publicKey: createPublicKey(privateKey), pem };
}

/** Entries as the lines of a record. */
export function linesOf(entries: readonly (AuditEntry | AttestationEntry)[]): string[] {
  let last = BEGINNING;
  return entries.map((entry) => {
    const placed = chained(entry, last);
    last = placed;
    return lineOf(placed);
  });
}

export function bytesOf(lines: readonly string[]): Buffer {
  return Buffer.from(lines.map((line) => `${line}\n`).join(''));
}

/** Entries with the statements that they lack at their end. */
export function signedEntries(
  entries: readonly AuditEntry[],
  { privateKey }: Keys,
): (AuditEntry | AttestationEntry)[] {
  const all: (AuditEntry | AttestationEntry)[] = [...entries];
  for (;;) {
    const placed = linesOf(all).map((line) => JSON.parse(line));
    const statement = nextAttestation({ auditLogId: RECORD_ID, entries: placed }, privateKey);
    if (!statement) return all;
    all.push(statement);
  }
}
