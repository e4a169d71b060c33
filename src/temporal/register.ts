import type { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../workflows/shared/search-attributes.ts';

/** `temporal.api.enums.v1.IndexedValueType`. */
const TYPE = { KEYWORD: 2, DATETIME: 6 } as const;

/**
 * Registers the search attributes that releases set. An attribute that is not registered would
 * fail the first run for ever, so call it before any worker starts. Safe to call twice.
 */
export async function registerSearchAttributes(
  connection: Pick<Connection, 'operatorService'>,
  namespace: string,
): Promise<void> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = SEARCH_ATTRIBUTES.filter(({ name }) => !Object.hasOwn(customAttributes, name));
  if (missing.length === 0) return;
  await connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(missing.map(({ name, type }) => [name, TYPE[type]])),
  });
}
