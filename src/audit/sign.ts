import type { KeyObject } from 'node:crypto';
import { type AttestationEntry, type Envelope, LATE_KINDS } from '../domain/audit-log/entry.ts';
import { canonicalJson } from '../domain/canonical-json.ts';
import { approvalOf } from './approval-attestation.ts';
import { type Attestation, type Evidence, PAYLOAD_TYPE } from './attestation.ts';
import { opened, sealed } from './dsse.ts';
import { toldOf } from './facts.ts';
import { provenanceOf } from './provenance.ts';

/** In the order in which they stand at the end of an audit log. */
const ATTESTATIONS = [
  ['provenance', provenanceOf],
  ['approval', approvalOf],
] as const;

/**
 * The next attestation that an audit log lacks at its end: first the provenance, then the approval.
 * Each is about everything before it. A log that went on after its attestations lacks them anew:
 * a vote came late, or the run was reset and ended again.
 *
 * @param key an Ed25519 private key
 * @returns `undefined` if the log lacks none, or the release has not ended
 */
export function nextAttestation(evidence: Evidence, key: KeyObject): AttestationEntry | undefined {
  const told = toldOf(evidence.entries);
  const ended = told.findLast(({ kind }) => kind === 'ended');
  const last = told.findLast(({ kind }) => !LATE_KINDS.has(kind));
  if (!ended || !last) return undefined;
  const there = new Set(evidence.entries.map(({ id }) => id));
  for (const [name, make] of ATTESTATIONS) {
    const id = `${name}/${last.seq}`;
    const attestation = there.has(id) ? undefined : make(evidence);
    const { atMs } = ended;
    if (attestation) return { id, kind: 'attestation', atMs, envelope: signed(attestation, key) };
  }
  return undefined;
}

function signed(attestation: Attestation, key: KeyObject): Envelope {
  return sealed(PAYLOAD_TYPE, Buffer.from(canonicalJson(attestation)), key);
}

/**
 * The attestation in an envelope, if it was signed by this key. Never throws.
 *
 * @param key an Ed25519 public key
 */
export function attestationIn(envelope: Envelope, key: KeyObject): Attestation | undefined {
  if (envelope?.payloadType !== PAYLOAD_TYPE) return undefined;
  try {
    const payload = opened(envelope, key);
    return payload && (JSON.parse(payload.toString()) as Attestation);
  } catch {
    return undefined;
  }
}
