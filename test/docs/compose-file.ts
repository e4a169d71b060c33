import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

export const root = join(import.meta.dirname, '../..');

const duration = z.string().regex(/^\d+(s|m|h)$/);
const words = z.array(z.string());
const variables = z.record(z.string(), z.string());
const fromFile = z.record(z.string(), z.strictObject({ file: z.string() }));

const service = z.strictObject({
  image: z.string(),
  build: z.string().optional(),
  init: z.boolean().optional(),
  restart: z.literal('unless-stopped').optional(),
  logging: z.strictObject({
    driver: z.literal('json-file'),
    options: z.strictObject({ 'max-size': z.string(), 'max-file': z.string() }),
  }),
  security_opt: words.optional(),
  cap_drop: words.optional(),
  networks: words.prefault(['default']),
  environment: variables.prefault({}),
  secrets: words.prefault([]),
  configs: z
    .array(z.strictObject({ source: z.string(), target: z.string().startsWith('/') }))
    .prefault([]),
  volumes: z.array(z.string().regex(/^[a-z-]+:\/[a-z/]+$/)).prefault([]),
  ports: z.array(z.string()).prefault([]),
  depends_on: z
    .record(
      z.string(),
      z.strictObject({ condition: z.enum(['service_healthy', 'service_completed_successfully']) }),
    )
    .prefault({}),
  entrypoint: words.optional(),
  command: words.optional(),
  stop_grace_period: duration.optional(),
  healthcheck: z
    .strictObject({
      test: z.tuple([z.literal('CMD')], z.string()),
      interval: duration,
      timeout: duration,
      retries: z.int(),
      start_period: duration,
    })
    .optional(),
});

/**
 * The part of the Compose Specification that docker-compose.yml uses. A key that is misspelt, or
 * new to this file, is refused: look it up before adding it here.
 */
export const COMPOSE = z.strictObject({
  name: z.string(),
  services: z.record(z.string(), service),
  networks: z.record(z.string(), z.strictObject({ internal: z.boolean() }).nullable()),
  volumes: z.record(z.string(), z.null()),
  configs: fromFile,
  secrets: fromFile,
});

export type ComposeFile = z.output<typeof COMPOSE>;

/** docker-compose.yml as it is written: `${NAME:-default}` and `$$` are still there. */
export function composeText(): string {
  return readFileSync(join(root, 'docker-compose.yml'), 'utf8');
}

/** Merges anchors, and leaves out the parts that only exist to be merged. */
export function composeData(text: string): unknown {
  const entries = Object.entries(parse(text, { merge: true }));
  return Object.fromEntries(entries.filter(([key]) => !key.startsWith('x-')));
}

/** What Compose makes of a text with variables when none of them is set. */
export function withDefaults(text: string): string {
  return text.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1').replaceAll('$$', '$');
}
