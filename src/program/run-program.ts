import { ERRORS, SlipwayError } from '../domain/errors.ts';

/** Tells the person at the terminal what went wrong, and what to do about it. */
export function tellProblem(error: unknown): void {
  if (error instanceof SlipwayError)
    process.stderr.write(`\n${error.code}: ${error.message}\n${ERRORS[error.code].next}\n`);
  else process.stderr.write(`\n${error instanceof Error ? error.stack : String(error)}\n`);
}

/** Tells what a program could not do, and lets it exit by 2, or by 1 for a bug. */
export function failBy(error: unknown): void {
  tellProblem(error);
  process.exitCode = error instanceof SlipwayError ? 2 : 1;
}

/** Runs a program; what it throws is how it failed. It goes on when nobody reads what it prints. */
export async function runProgram(program: () => Promise<void>): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  try {
    await program();
  } catch (error) {
    failBy(error);
  }
}
