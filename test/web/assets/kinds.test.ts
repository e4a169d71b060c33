import { expectTypeOf, it } from 'vitest';
import type { ReleaseEventBody } from '../../../src/domain/release/event.ts';
import type { KINDS } from '../../../src/web/assets/kinds.js';

it('a page listens for everything that can happen to a release', () => {
  expectTypeOf<(typeof KINDS)[number]>().toEqualTypeOf<ReleaseEventBody['kind']>();
});
