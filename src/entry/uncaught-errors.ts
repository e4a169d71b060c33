import { failStepOf } from '../activities/uncaught-errors.ts';
import { tellProblem } from './problem.ts';

/**
 * Lets an error that nobody awaited fail the step that it belongs to, and go no further: its
 * workspace is put away, and others know nothing of it. One that belongs to no step ends the
 * process, as by default: nobody knows what it left behind.
 */
export function failStepsByUncaughtErrors(): void {
  process.on('uncaughtException', (error) => {
    if (failStepOf(error)) return;
    tellProblem(error);
    process.exit(1);
  });
}
