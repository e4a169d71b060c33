import type { TestProject } from 'vitest/node';
import { findTemporal } from '../../src/embedded/find-temporal.ts';
import { startTestServer } from './test-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The address of a Temporal server in which each test file has a namespace of its own. */
    temporalAddress: string;
  }
}

/**
 * Starts one server for all test files that need no settings of their own.
 *
 * @returns the function that stops it
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestServer(await findTemporal({ env: process.env }));
  project.provide('temporalAddress', server.address);
  return server.stop;
}
