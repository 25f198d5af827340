/**
 * `node tests/bench/scale/load.ts --years 0.1 --home DIR [--channels 200] [--seed 1]`: makes a catalogue of that size
 * in DIR, with a `flash.yaml` by which every command finds it.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { openCatalogue } from '#telemetry/catalogue/open.ts';
import { loadConfig } from '#telemetry/config/load.ts';
import { fillCatalogue } from './fill.ts';
import { scaleOf } from './scale.ts';

const { values } = parseArgs({
  options: {
    years: { type: 'string', default: '0.1' },
    home: { type: 'string' },
    channels: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
  },
});
if (values.home === undefined)
  throw new Error('--home DIR is missing: where the catalogue is to be');
const home = resolve(values.home);
mkdirSync(home, { recursive: true });
const file = join(home, 'flash.yaml');
writeFileSync(file, `node: lnf-daq\nhome: ${home}\n`);
const config = loadConfig({ path: file, env: { FLASH_HOME: home }, cwd: home });
const scale = scaleOf({
  years: Number(values.years),
  channels: Number(values.channels),
  seed: Number(values.seed),
});
console.error(
  `${values.years} years: ${String(scale.channels)} channels, raw of ${String(scale.rawDays)} days, minutes of ${String(scale.minuteDays)}, hours of ${String(scale.days)}`,
);
await using catalogue = await openCatalogue({ config, mode: 'hold' });
const filled = await fillCatalogue({
  catalogue,
  scale,
  onFilled: ({ table, rows, seconds }) => {
    console.error(`${table}: ${String(rows)} rows in ${seconds.toFixed(1)} s`);
  },
});
console.log(
  JSON.stringify(
    Object.fromEntries(filled.map(({ table, rows, seconds }) => [table, { rows, seconds }])),
  ),
);
