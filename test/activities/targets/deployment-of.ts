import type { Deployment } from '../../../src/activities/targets/target.ts';

/** What tells releases apart in these tests: `hello-000000000001` and so on. */
export function deploymentOf(number: number, more: Partial<Deployment> = {}): Deployment {
  const digits = String(number);
  return {
    releaseId: `hello-${digits.padStart(12, '0')}`,
    service: 'hello',
    environment: 'staging',
    commit: digits.padStart(40, '0'),
    digest: `sha256:${digits.padStart(64, '0')}`,
    url: 'http://127.0.0.1:4001',
    ...more,
  };
}
