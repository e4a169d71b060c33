import { readFile } from 'node:fs/promises';
import { readPublicKey } from '../audit/public-key.ts';
import { auditVerdictLines } from './audit-verdict-lines.ts';
import { verifyAuditLog } from './verify-audit-log.ts';

/**
 * Verifies the audit log in a file with the key in another.
 *
 * @returns what to say, and the exit code: 0 valid and signed, 1 broken, 2 cannot be read, 3 unsigned
 */
export async function verifyFiles(
  file: string,
  keyFile: string,
): Promise<{ readonly code: 0 | 1 | 2 | 3; readonly text: string }> {
  try {
    const key = readPublicKey(await readFile(keyFile, 'utf8'));
    if (!key) return { code: 2, text: `There is no Ed25519 public key in ${keyFile}.` };
    return auditVerdictLines(verifyAuditLog(await readFile(file), key));
  } catch (error) {
    const { code, path, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return { code: 2, text: `Cannot read ${path ?? message}: ${code}.` };
  }
}
