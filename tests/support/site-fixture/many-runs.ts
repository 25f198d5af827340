/** A snapshot with as many runs as ten years have, for tests of size: campaigns of 3 000 runs with charts, steps, sweeps and a few files each. */

import { buildRun, type RunSpec } from './run.ts';
import { quaxRuns } from './runs.ts';
import { writeCampaign, writeSiteFixture } from './index.ts';

const A_CAMPAIGN = 3_000;

/** Runs that differ in more than their number: two single traces, twelve calibrations, six physics runs. */
const MOULDS = 20;

/** Writes it; runs have as many files as those of the experiment (see `mouldOf`), or `files` each. */
export async function writeManyRuns(
  directory: string,
  { runs, files, at }: { readonly runs: number; readonly files?: number; readonly at: number },
): Promise<void> {
  const kinds = quaxRuns(at)
    .slice(1, MOULDS + 1)
    .map((spec, i) => {
      const mould = mouldOf(i, spec.start);
      return buildRun({ ...spec, ...mould, files: files ?? mould.files });
    });
  await writeSiteFixture(directory, 'full', at, async (_, write) => {
    const heads = [];
    for (let first = 0; first < runs; first += A_CAMPAIGN) {
      const year = String(2017 + first / A_CAMPAIGN);
      const identity = {
        slug: `run_${year}.01-quax`,
        name: `Run_${year}.01-QUAX`,
        title: null,
        experiment: 'QUAX-like',
      };
      const { slug: campaign, name: campaignName } = identity;
      const count = Math.min(A_CAMPAIGN, runs - first);
      const own = Array.from({ length: count }, (__, i) => {
        const kind = kinds[i % kinds.length];
        if (kind === undefined) throw new RangeError('the fixture has no run');
        return { ...kind, number: count - i, campaign, campaignName };
      });
      heads.push(await writeCampaign(directory, write, identity, own, true));
    }
    return heads.reverse();
  });
}

const CADENCE_MS = { noise: 60_000, physics: 2_190, calibration: 4_000 } as const;

/** Of ten runs one is a single noise trace, three are physics, six calibrations, as in a generated catalogue. */
function mouldOf(
  i: number,
  start: number,
): Pick<RunSpec, 'kind' | 'end' | 'lastAt'> & { readonly files: number } {
  const kind = i % 10 === 2 ? 'noise' : i % 3 === 0 ? 'physics' : 'calibration';
  const files = sizeOf(kind, i);
  const end = start + files * CADENCE_MS[kind];
  return { kind, end, lastAt: end, files };
}

/** Calibrations have 10 to 160 files, physics runs 451 to 6 712, on average 2 500: 2.4 million in 3 000 runs. */
function sizeOf(kind: keyof typeof CADENCE_MS, i: number): number {
  if (kind === 'noise') return 1;
  if (kind === 'calibration') return 10 + ((i * 53) % 150);
  return Math.round(360 * Math.exp((3 * (i + 1.5)) / MOULDS));
}
