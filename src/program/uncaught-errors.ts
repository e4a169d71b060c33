import { tellProblem } from './run-program.ts';

/**
 * Ends the process by an error that no code awaits, as Node does by default: nobody knows the state
 * that it left behind.
 *
 * @param isHandled whether the error belongs to a step; then that step fails, and the process goes on
 */
export function endByUncaughtErrors(isHandled: (error: unknown) => boolean): void {
  process.on('uncaughtException', (error) => {
    if (isHandled(error)) return;
    tellProblem(error);
    process.exit(1);
  });
}
