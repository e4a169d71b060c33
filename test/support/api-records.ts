import type { AppDependencies } from '../../src/api/app.ts';
import type { Engine } from '../../src/api/engine.ts';
import type { AuditEntry } from '../../src/domain/audit-log/entry.ts';
import { appWith } from './api.ts';

export type Kept = AuditEntry & {
  /** The audit log that it is in. */
  readonly to: string;
};

/** The app, what is written into records, and in which order things happen. */
export function appWithRecords(engine: Partial<Engine>, more: Partial<AppDependencies> = {}) {
  const kept: Kept[] = [];
  const store: AppDependencies['store'] = {
    readLog: async () => undefined,
    lastAttempt: async () => undefined,
    listAuditLogs: async () => [],
    newestEntry: async () => undefined,
    async appendToAuditLog(to, entries) {
      kept.push(...entries.map((entry) => ({ ...(entry as AuditEntry), to })));
      return entries.length;
    },
    readAuditLog: async () => undefined,
  };
  return { app: appWith(engine, { store, ...more }), kept };
}
