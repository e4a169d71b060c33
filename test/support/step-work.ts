import { STEP_TYPES, type StepWork } from '../../src/domain/release/step.ts';

/** The work of a step that a test names: of `test-unit` the suite, of `deploy-staging` the environment. */
export function workOf(step: string): StepWork {
  const type =
    STEP_TYPES.find((known) => step === known || step.startsWith(`${known}-`)) ?? 'build';
  const about = step.slice(type.length + 1);
  if (about === '') return { type };
  return type === 'test' ? { type, suite: about } : { type, environment: about };
}
