/** The static site of ten years: pages a second, and the memory of the process that builds them; then once more, with nothing new. */

import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { buildSite } from '#site/build.ts';
import { writeManyRuns } from '../support/site-fixture/many-runs.ts';
import { figure, type Measure } from './figure.ts';

const RUNS = 30_000;
const AT = Date.UTC(2026, 10, 23, 10, 2, 14);
const CHILD = join(import.meta.dirname, 'build-child.ts');
const CACHE = resolve(import.meta.dirname, '..', '..', '.cache', 'site');
const run = promisify(execFile);

interface Built {
  readonly pages: number;
  readonly rendered: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMib: number;
}

const MIX =
  'a tenth single traces, six tenths calibrations of 10 to 160 files, three tenths physics of 451 to 6 712';

/** What was built, and what it took beside time. */
function describe({ pages, seconds, cpuSeconds }: Built): string {
  const busy = (cpuSeconds / seconds).toFixed(2);
  const each = ((1_000 * cpuSeconds) / pages).toFixed(1);
  return [
    `${String(RUNS)} runs (${MIX}), written as snapshot: 0 rows of file and reading`,
    `${seconds.toFixed(0)} s, ${busy} of ${String(availableParallelism())} processors busy, ${each} ms of processor a page`,
  ].join('; ');
}

const building: Measure = async () => {
  const home = mkdtempSync(join(tmpdir(), 'flash-build-'));
  try {
    const site = await buildSite({ outDir: process.env['FLASH_SITE_DIR'] ?? CACHE });
    const [snapshot, out] = [join(home, 'snapshot'), join(home, 'out')];
    await writeManyRuns(snapshot, { runs: RUNS, at: AT });
    const build = async (): Promise<Built> => {
      const { stdout } = await run(process.execPath, [CHILD, snapshot, out, site]);
      return JSON.parse(stdout) as Built;
    };
    const first = await build();
    const bytes = globSync(join(out, 'runs/**/index.html')).reduce(
      (sum, path) => sum + statSync(path).size,
      0,
    );
    const again = await build();
    const against = describe(first);
    return [
      figure({
        name: 'build.pages_per_second',
        value: first.pages / first.seconds,
        unit: 'pages/s',
        against,
        atLeast: 400,
      }),
      figure({
        name: 'build.peak_memory',
        value: first.peakMib,
        unit: 'MiB',
        against,
        atMost: 1_500,
      }),
      figure({ name: 'build.bytes_a_page', value: bytes / first.pages, unit: 'bytes', against }),
      figure({
        name: 'build.again_pages_rendered',
        value: again.rendered,
        unit: 'pages',
        against: `the same snapshot a second time: ${again.seconds.toFixed(1)} s`,
        // Lists, feeds and what shows the time: as many however many runs there are.
        atMost: 60,
      }),
    ];
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
};

const measures: readonly Measure[] = [building];
export default measures;
