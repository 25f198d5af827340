/** `npm run bench [NAME…] [-- --json] [--record]`: measures, prints figures, fails when a limit is broken; `--record` puts them into the handbook. */

import { globSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Figure, Measure } from './figure.ts';
import { formatJson, formatTable } from './format-figures.ts';
import { recordFigures } from './record-figures.ts';

const { values, positionals } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});

const files = globSync('tests/bench/*.bench.ts')
  .toSorted()
  .filter((file) => positionals.length === 0 || positionals.some((word) => file.includes(word)));

async function loadMeasures(file: string): Promise<readonly Measure[]> {
  const loaded: { readonly default: readonly Measure[] } = await import(resolve(file));
  return loaded.default;
}

/** Runs one measurement; one that throws is said and counts as broken. */
async function measure(run: Measure, file: string): Promise<readonly Figure[] | undefined> {
  try {
    const figures = await run();
    if (values.json) for (const one of figures) console.log(formatJson(one));
    return figures;
  } catch (error) {
    console.error(`bench: ${basename(file)} ${run.name} could not be measured:`, error);
    return undefined;
  }
}

const figures: Figure[] = [];
let broken = 0;
for (const file of files) {
  if (!values.json) console.error(`measuring ${basename(file, '.bench.ts')} …`);
  for (const run of await loadMeasures(file)) {
    const measured = await measure(run, file);
    if (measured === undefined) broken += 1;
    else figures.push(...measured);
  }
}
if (files.length === 0) console.error('nothing was measured: tests/bench has no file of that name');
else if (!values.json) console.log(formatTable(figures));
if (values.record) recordFigures(figures, new Date());
process.exitCode = broken > 0 || files.length === 0 || figures.some(({ ok }) => !ok) ? 1 : 0;
