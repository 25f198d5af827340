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
import { formatGrowth } from './format-growth.ts';
import { measureCosts, type Costs } from './scale/costs.ts';
import { fillCatalogue } from './scale/fill.ts';
import { openPublication, type PublicationCosts, type PublishedHome } from './scale/publication.ts';
import { FILES_A_YEAR, scaleOf } from './scale/scale.ts';

const SIZES = ['0.1', '1', '10'] as const;

/** "Ten years" has at least so many files, the others in proportion. */
const LEAST_SHARE = 0.9875;

/** A full publication against the bare export of the rows it reads. */
const FULL_AT_MOST = 12;
const MEMORY_AT_MOST_MIB = 1_000;
/** After a hundred files, ten years against one, and against the full publication of one year. */
const TEN_YEARS_AT_MOST = 1.3;
const NEWS_AT_MOST = 0.03;
/** Publications after new files; a first one is thrown away. A part of the list of files that grows is written anew every few of them, the larger the seldomer, so that their mean counts. */
const ROUNDS = 24;

const growth: Measure = async () => {
  const { folder, remove } = await prepareFolder();
  try {
    const figures: Figure[] = [];
    await using opened = new AsyncDisposableStack();
    const homes = new Map<string, PublishedHome>();
    for (const years of SIZES) {
      const home = join(folder, years);
      if (!existsSync(home)) {
        if (process.env['FLASH_SCALE'] !== undefined) figures.push(notMeasured(years));
        continue;
      }
      const costs = await measureHome(years, home);
      figures.push(...costs);
      if (costs.every(({ ok }) => ok)) homes.set(years, opened.use(await openPublication(home)));
    }
    const published = await takeTurns(homes);
    for (const [years, costs] of published) figures.push(...publicationFigures(years, costs));
    figures.push(...newsFigures(published));
    console.error(formatGrowth(figures));
    return figures;
  } finally {
    remove();
  }
};

const measures: readonly Measure[] = [growth];
export default measures;

/** One publication of news each in turn, so that what else the machine does falls on all sizes alike. */
async function takeTurns(
  homes: ReadonlyMap<string, PublishedHome>,
): Promise<ReadonlyMap<string, PublicationCosts>> {
  const times = new Map([...homes.keys()].map((years) => [years, [] as number[]]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [years, home] of homes) times.get(years)?.push(await home.news());
  }
  return new Map(
    [...homes].map(([years, { first }]) => [
      years,
      { ...first, newsMs: times.get(years)?.slice(1) ?? [] },
    ]),
  );
}

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

function publicationFigures(years: string, costs: PublicationCosts): readonly Figure[] {
  const { firstMs, exportMs, peakMib, newsMs } = costs;
  const rows = rowsOf(costs);
  const name = (what: string): string => `growth.${what}.${years}_years`;
  const isFirst = firstMs !== null && exportMs !== null;
  return [
    ...(isFirst
      ? [
          figure({
            name: name('first_publication'),
            value: firstMs,
            unit: 'ms',
            against: `SELECT … INTO OUTFILE of the same rows; gzip 6 and brotli 5 included; ${rows}`,
            ratio: firstMs / exportMs,
            atMost: FULL_AT_MOST,
          }),
          figure({
            name: name('publication_memory'),
            value: peakMib,
            unit: 'MiB',
            against: rows,
            atMost: MEMORY_AT_MOST_MIB,
          }),
        ]
      : []),
    figure({
      name: name('publish_after_100_files'),
      value: mean(newsMs),
      unit: 'ms',
      against: `mean of ${String(newsMs.length)}; ${rows}`,
    }),
    figure({
      name: name('slowest_publish_after_100_files'),
      value: Math.max(...newsMs),
      unit: 'ms',
      against: `a part of the list of files is written anew now and then; ${rows}`,
    }),
  ];
}

/** What a hundred files cost where much is there already. */
function newsFigures(published: ReadonlyMap<string, PublicationCosts>): readonly Figure[] {
  const one = published.get('1');
  const ten = published.get('10');
  const figures: Figure[] = [];
  if (one?.firstMs != null) {
    const news = mean(one.newsMs);
    figures.push(
      figure({
        name: 'growth.news_against_full',
        value: news,
        unit: 'ms',
        against: `the first publication of one year; ${rowsOf(one)}`,
        ratio: news / one.firstMs,
        atMost: NEWS_AT_MOST,
      }),
    );
  }
  if (one !== undefined && ten !== undefined) {
    const news = mean(ten.newsMs);
    figures.push(
      figure({
        name: 'growth.news_of_ten_years',
        value: news,
        unit: 'ms',
        against: `the same with one year, taken in turn: ${rowsOf(one)}; ten: ${rowsOf(ten)}`,
        ratio: news / mean(one.newsMs),
        atMost: TEN_YEARS_AT_MOST,
      }),
    );
  }
  return figures;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const rowsOf = ({
  files,
  readings,
}: {
  readonly files: number;
  readonly readings: number;
}): string =>
  `${String(files)} rows of file and ${String(readings)} of readings, minutes and hours`;

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
