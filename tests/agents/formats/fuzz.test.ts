import { test } from 'node:test';

import { fuzz, targets } from '../../support/fuzz-host-parsers.ts';

for (const target of targets)
  test(`${target.name}: any input is read, told as odd or refused`, () => {
    fuzz(target, 400);
  });
