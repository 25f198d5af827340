/** Publishing a catalogue: the first time against the bare export of the same rows, and after a hundred new files. */

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startPublished, type Published } from '../support/published.ts';
import { figure, type Measure } from './figure.ts';

/** A tenth of a year: 300 runs of 800 files. */
const RUNS = 300;
const FILES = 800;
const MIB = 1_048_576;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** What `SELECT … INTO OUTFILE` takes for all files and their runs, ms. */
async function exportTime(site: Published): Promise<number> {
  const out = join(site.catalogue.home, 'files.txt');
  const took = await timed(() =>
    site.sql(
      `SELECT r.number, r.path, f.* INTO OUTFILE '${out}' FROM file f JOIN run r ON r.id = f.run_id`,
    ),
  );
  await rm(out);
  return took;
}

const publishing: Measure = async () => {
  await using site = await startPublished();
  for (let number = 1; number <= RUNS; number += 1) await site.addRun(number, FILES);
  await exportTime(site);
  const bare = await exportTime(site);
  const publisher = await site.publisher();
  const first = await timed(() => publisher.publish());
  const rows = `${RUNS * FILES} rows of file, 0 of reading; gzip 6, brotli 5`;
  await site.addRun(RUNS + 1, 100);
  site.now += 1_000;
  const news = await timed(() => publisher.publish());
  return [
    figure({
      name: 'publish.full_ms',
      value: first,
      unit: 'ms',
      against: `SELECT … INTO OUTFILE of the same files: ${rows}`,
      ratio: first / bare,
      atMost: 12,
    }),
    figure({
      name: 'publish.peak_memory',
      value: (process.resourceUsage().maxRSS * 1_024) / MIB,
      unit: 'MiB',
      atMost: 1_000,
    }),
    figure({
      name: 'publish.after_100_files_ms',
      value: news,
      unit: 'ms',
      against: `the first publication: ${rows}`,
      ratio: news / first,
      atMost: 0.03,
    }),
  ];
};

const measures: readonly Measure[] = [publishing];
export default measures;
