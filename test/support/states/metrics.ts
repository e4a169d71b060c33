import { appStore } from '../api.ts';
import { recordsOfAQuarter } from '../quarter.ts';
import { type Site, siteWith } from '../site.ts';
import { type PageState, shared } from './state.ts';

export const METRICS: readonly PageState[] = [
  {
    name: 'metrics, empty',
    path: '/ui/metrics',
    as: 'ana',
    says: 'No deployments to production in this period.',
    site: () => siteWith(),
  },
  {
    name: 'metrics, full',
    path: '/ui/metrics',
    as: 'ana',
    says: 'Deployment frequency',
    site: ofAQuarter,
  },
  {
    name: 'metrics, of what is not there',
    path: '/ui/metrics?service=moon',
    as: 'ana',
    status: 404,
    says: 'slipway.yaml has no service moon.',
    site: () => siteWith(),
  },
  ...shared('metrics', '/ui/metrics'),
];

async function ofAQuarter(): Promise<Site> {
  const store = appStore();
  for (const { auditLogId, entries } of recordsOfAQuarter(Date.now()))
    await store.appendToAuditLog(auditLogId, entries);
  return siteWith({}, { store });
}
