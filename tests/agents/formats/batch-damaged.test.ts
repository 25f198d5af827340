/** A short form of the trial of damaged input; `npm run torture batch-formats` is the long one. */
import { test } from 'node:test';

import { batchVictims } from '../../support/batch-corpus.ts';
import { createDamage } from '../../support/damage.ts';

for (const { name, corpus, parse } of batchVictims()) {
  test(`damaged input: ${name}`, () => {
    const damage = createDamage(20_261_123);
    for (let i = 0; i < 150; i += 1) parse(damage(corpus[i % corpus.length] ?? ''));
  });
}
