/** `npm run torture [NAME…] [-- --seed N --rounds N --hours N]`: runs the trials and prints their counts. */

import { globSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Trial } from './trial.ts';

const { values, positionals } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    rounds: { type: 'string', default: '20' },
    hours: { type: 'string' },
  },
  allowPositionals: true,
});
const hours = values.hours === undefined ? {} : { hours: Number(values.hours) };
const context = { seed: Number(values.seed), rounds: Number(values.rounds), ...hours };

const files = globSync('tests/torture/*.torture.ts')
  .toSorted()
  .filter((file) => positionals.length === 0 || positionals.some((word) => file.includes(word)));

let failed = 0;
for (const file of files) {
  const loaded: { readonly default: readonly Trial[] } = await import(resolve(file));
  for (const trial of loaded.default) {
    try {
      const counts = Object.entries(await trial.run(context));
      const said = counts.map(([what, count]) => `${what} ${count}`).join(', ');
      console.log(`${trial.name} (seed ${context.seed}): ${said}`);
    } catch (error) {
      failed += 1;
      console.error(`FAILED ${trial.name} (seed ${context.seed}):`, error);
    }
  }
}
if (files.length === 0) console.error('no trial was run: tests/torture has none of that name');
process.exitCode = failed > 0 || files.length === 0 ? 1 : 0;
