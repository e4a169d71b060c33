import type { Target } from '../../domain/plan/target.ts';
import { createCommandTarget } from './command.ts';
import { createDirectoryTarget } from './directory.ts';
import type { DeployTarget } from './target.ts';

/** Every kind of target. A new kind gets a line here. */
export function targetOf(config: Target): DeployTarget {
  switch (config.kind) {
    case 'directory':
      return createDirectoryTarget(config);
    case 'command':
      return createCommandTarget(config);
  }
}
