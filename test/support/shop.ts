import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PRINCIPALS } from './principals.ts';
import { type EngineStage, useEngine } from './engine-stage.ts';
import { createRepository, repositoryAt } from './repository.ts';

/** Waits for as long as a test holds the service there. */
const HOLD = `while [ -e "$HOLDS/$SLIPWAY_SERVICE.$1" ]; do sleep 0.05; done`;
const COLOURS = String.raw`printf '\033[31mred\033[0m and \033[1;32mbold\033[0m <b>plain</b>\n'`;
const LONG = `awk 'BEGIN { for (i = 0; i < 100000; i++) printf "\\033[3%dmline\\033[0m %d of a long log\\n", i % 7 + 1, i }'`;

/** Each is for one test, so that none waits for another. */
export type ShopService = (typeof SERVICES)[number];
const SERVICES = [
  'live',
  'rejected',
  'quorum',
  'later',
  'glass',
  'switched',
  'asks',
  'cancelled',
  'back',
  'frozen',
  'log',
  'keyboard',
  'plain',
] as const;

export interface Shop extends EngineStage {
  /** Keeps a service in its build until it is let go. */
  freeze(service: ShopService): { letGo(): void };
  /** Commits something new to all of them. */
  change(message: string): string;
}

/** A few services in real Temporal, whose releases ask people before production. */
export function useShop(): Shop {
  const stage = useEngine(scene) as Shop;
  return Object.assign(stage, {
    freeze(service: ShopService) {
      const file = join(stage.folder, 'freezes', `${service}.build`);
      writeFileSync(file, '');
      return { letGo: () => rmSync(file, { force: true }) };
    },
    change(message: string) {
      const { git } = repositoryAt(join(stage.folder, 'repository'));
      git('commit', '--quiet', '--allow-empty', `--message=${message}`);
      return git('rev-parse', 'HEAD');
    },
  });
}

async function scene(folder: string) {
  const freezes = join(folder, 'freezes');
  mkdirSync(freezes);
  createRepository(join(folder, 'repository'), {
    'hold.sh': HOLD,
    'pipeline.yaml': JSON.stringify({
      build: { run: `${COLOURS}; sh hold.sh build`, env: { HOLDS: freezes }, artifact: 'hold.sh' },
      test: { unit: { run: `test "$SLIPWAY_SERVICE" != log || ${LONG}` } },
      verify: {
        smoke: { run: 'test "$SLIPWAY_SERVICE/$SLIPWAY_ENVIRONMENT" != asks/production' },
      },
    }),
  });
  const environment = (path: string) => ({
    target: { kind: 'directory', path: `environments/${path}` },
  });
  const services = Object.fromEntries(
    SERVICES.map((name) => [
      name,
      {
        repository: 'repository',
        branches: ['main'],
        environments: {
          staging: environment(`${name}/staging`),
          production: {
            ...environment(`${name}/production`),
            promotion: [{ mode: 'approval' }],
            gate: { approvals: name === 'quorum' ? 2 : 1 },
            onFailure: name === 'asks' ? 'ask' : 'fail',
          },
        },
      },
    ]),
  );
  return { slipwayYaml: JSON.stringify({ ...PRINCIPALS, services }) };
}
