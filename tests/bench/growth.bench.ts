/**
 * What everyday work costs as the catalogue grows: a tenth of a year, one, ten. Catalogues of scale take long to make,
 * so they are made before (`node tests/bench/scale/load.ts --years 1 --home DIR/1`) and named by
 * `FLASH_SCALE=DIR`, which holds `0.1`, `1` and `10`; without it a tenth of a year is made, with few channels.
 */

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openCatalogue } from '#telemetry/catalogue/open.ts';
import { testConfig } from '../support/catalogue.ts';
import { figure, type Figure, type Measure } from './figure.ts';
import { measureCosts, type Costs } from './scale/costs.ts';
import { fillCatalogue } from './scale/fill.ts';
import { FILES_A_YEAR, scaleOf } from './scale/scale.ts';

const SIZES = ['0.1', '1', '10'] as const;

/** "Ten years" has at least so many files, the others in proportion. */
const LEAST_SHARE = 0.9875;

const growth: Measure = async () => {
  const { folder, remove } = await prepareFolder();
  try {
    const figures: Figure[] = [];
    for (const years of SIZES) {
      const home = join(folder, years);
      if (!existsSync(home)) {
        if (process.env['FLASH_SCALE'] !== undefined) figures.push(notMeasured(years));
        continue;
      }
      figures.push(...(await measureHome(years, home)));
    }
    return figures;
  } finally {
    remove();
  }
};

const measures: readonly Measure[] = [growth];
export default measures;

async function prepareFolder(): Promise<{ readonly folder: string; readonly remove: () => void }> {
  const given = process.env['FLASH_SCALE'];
  if (given !== undefined) return { folder: given, remove: () => undefined };
  const folder = mkdtempSync(join(tmpdir(), 'flash-growth-'));
  const config = testConfig(join(folder, '0.1'));
  await using catalogue = await openCatalogue({ config, mode: 'hold' });
  await fillCatalogue({ catalogue, scale: scaleOf({ years: 0.1, channels: 10 }) });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

async function measureHome(years: string, home: string): Promise<readonly Figure[]> {
  await using catalogue = await openCatalogue({ config: testConfig(home), mode: 'hold' });
  const costs = await measureCosts(catalogue, home, scaleOf({ years: 1 }).until);
  if (costs.files < Number(years) * FILES_A_YEAR * LEAST_SHARE) return [notMeasured(years, costs)];
  return costs.costs.map(({ name, value, unit }) =>
    figure({
      name: `growth.${name}.${years}_years`,
      value,
      unit,
      against: `${String(costs.files)} files and ${String(costs.readings)} readings in the catalogue`,
    }),
  );
}

/** Printed, and never ok. */
function notMeasured(years: string, costs?: Costs): Figure {
  const found = costs === undefined ? 'no catalogue of that size' : `${String(costs.files)} files`;
  return figure({
    name: `growth.not_measured.${years}_years`,
    value: NaN,
    unit: 'ms',
    against: `${found}; ${years} years have ${String(Number(years) * FILES_A_YEAR)}`,
    atMost: 0,
  });
}
