import type { KeyObject } from 'node:crypto';
import type { AttestationEntry, Envelope } from '../domain/audit.ts';
import { canonicalJson } from '../domain/canonical-json.ts';
import { approvalOf } from './approval-attestation.ts';
import { type Attestation, type Evidence, PAYLOAD_TYPE } from './attestation.ts';
import { opened, sealed } from './dsse.ts';
import { toldOf } from './facts.ts';
import { provenanceOf } from './provenance.ts';

/** In the order in which they stand at the end of a record. */
const STATEMENTS = [
  ['provenance', provenanceOf],
  ['approval', approvalOf],
] as const;

/** What the API adds to a record on its own, also when the release has ended: it decides nothing. */
export const LATE: ReadonlySet<string> = new Set(['refused', 'cancel-requested']);

/**
 * The next statement that a record lacks at its end: first of the provenance, then of the approval.
 * Each is about everything before it. A record that went on after its statements, because a vote
 * came late, or its run was reset and ended again, lacks them anew.
 *
 * @param key an Ed25519 private key
 * @returns `undefined` if it lacks none, or has not ended
 */
export function nextAttestation(evidence: Evidence, key: KeyObject): AttestationEntry | undefined {
  const told = toldOf(evidence.entries);
  const ended = told.findLast(({ kind }) => kind === 'ended');
  const last = told.findLast(({ kind }) => !LATE.has(kind));
  if (!ended || !last) return undefined;
  const there = new Set(evidence.entries.map(({ id }) => id));
  for (const [name, make] of STATEMENTS) {
    const id = `${name}/${last.seq}`;
    const statement = there.has(id) ? undefined : make(evidence);
    const { atMs } = ended;
    if (statement) return { id, kind: 'statement', atMs, envelope: signed(statement, key) };
  }
  return undefined;
}

function signed(statement: Attestation, key: KeyObject): Envelope {
  return sealed(PAYLOAD_TYPE, Buffer.from(canonicalJson(statement)), key);
}

/**
 * The statement in an envelope, if it was signed by this key. Never throws.
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
