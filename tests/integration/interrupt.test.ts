/** Ctrl-C in the middle of a first start: everything ends in seconds, and the next start goes on. */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  demoPlace,
  removePlace,
  startDemo,
  type Demo,
  type DemoOptions,
} from '../support/living/demo.ts';
import { needsProgram } from '../support/needs-program.ts';
import { waitUntil } from '../support/wait-until.ts';

const END_WITHIN_MS = 20_000;
const BEGIN_WITHIN_MS = 120_000;

interface Moment {
  readonly name: string;
  readonly isNow: (demo: Demo, home: string) => boolean;
  readonly options: (home: string) => DemoOptions;
}

function runs(what: RegExp): Moment['isNow'] {
  return (demo) => demo.processes().some(({ command }) => what.test(command));
}

const MOMENTS: readonly Moment[] = [
  {
    name: 'the site is compiled',
    isNow: runs(/astro\.mjs build/),
    options: (home) => ({ siteDirectory: join(home, 'site') }),
  },
  {
    name: 'the catalogue is made',
    isNow: runs(/mariadbd .*--bootstrap/),
    options: () => ({}),
  },
  {
    name: 'the past is written',
    isNow: (_demo, home) => existsSync(join(home, 'demo', 'instruments', 'daq')),
    options: () => ({ history: '3d' }),
  },
];

for (const { name, isNow, options } of MOMENTS) {
  test(`Ctrl-C while ${name}`, needsProgram('FLASH_MARIADBD'), async (t) => {
    const place = await demoPlace();
    {
      await using demo = startDemo(place, options(place.home));
      await waitUntil(name, () => isNow(demo, place.home), BEGIN_WITHIN_MS);
      const asked = performance.now();
      demo.signal('SIGINT');
      assert.equal((await demo.ended).code, 0, demo.output());
      const ms = performance.now() - asked;
      t.diagnostic(`ended after ${(ms / 1_000).toFixed(1)} s`);
      await demo.gone();
      assert.ok(ms < END_WITHIN_MS, `${ms} ms`);
      assert.doesNotMatch(demo.output(), /cannot|failed/);
    }
    removePlace(place);
  });
}
