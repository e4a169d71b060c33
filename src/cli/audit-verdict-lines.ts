import type { AuditVerdict } from './verify-audit-log.ts';

/**
 * How a program says the result of a verification: the lines for people, and the exit code. 0: valid and
 * signed; 1: broken; 3: unbroken, but signed by nobody, so that a script does not take it for proof.
 */
export function auditVerdictLines(verdict: AuditVerdict): { code: 0 | 1 | 3; text: string } {
  switch (verdict.kind) {
    case 'broken':
      return { code: 1, text: `Invalid at line ${verdict.line}: ${verdict.why}` };
    case 'open':
      return {
        code: 3,
        text: `Valid so far: ${lines(verdict.entries)}. Not signed yet, because the release has not ended.`,
      };
    case 'unsigned':
      return {
        code: 3,
        text: `Unbroken, but unsigned: ${lines(verdict.entries)}. It has ended without the statement that proves it.`,
      };
    case 'signed':
      return { code: 0, text: signedWords(verdict) };
  }
}

function signedWords(verdict: Extract<AuditVerdict, { kind: 'signed' }>): string {
  const { release, outcome, entries, subject, later } = verdict;
  const digests = Object.entries(subject.digest).map(([name, hex]) => `${name}:${hex}`);
  const after = later === 1 ? 'The last entry came' : `The last ${later} entries came`;
  return [
    `Valid and signed: ${lines(entries)}.`,
    `${release} ended as ${outcome}.`,
    `Subject: ${subject.name ?? 'an artifact'} ${digests.join(' ')}`,
    ...(later > 0 ? [`${after} after the end and ${later === 1 ? 'is' : 'are'} not signed.`] : []),
  ].join('\n');
}

function lines(entries: number): string {
  return entries === 1 ? '1 entry' : `${entries} entries`;
}
