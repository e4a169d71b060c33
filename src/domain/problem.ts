import type { ErrorCode } from './errors.ts';

export interface Problem {
  readonly code: ErrorCode;
  readonly message: string;
}
