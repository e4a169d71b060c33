import type { TestProject } from 'vitest/node';
import { findTemporal } from '../../src/embedded/find-temporal.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The path of the Temporal CLI, whose dev server the tests start. */
    temporalBinary: string;
  }
}

/** Finds Temporal once for all files, as `npm start` does. */
export default async function setup(project: TestProject): Promise<void> {
  project.provide('temporalBinary', await findTemporal({ env: process.env }));
}
