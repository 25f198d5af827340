/** A snapshot with as many runs as ten years have, for tests of size: campaigns of 3 000 runs with charts, steps, sweeps and a few files each. */

import { buildRun, type RunSpec } from './run.ts';
import { quaxRuns } from './runs.ts';
import { writeCampaign, writeSiteFixture } from './index.ts';

const A_CAMPAIGN = 3_000;

/** Writes it; runs differ in number, and beyond that as often as the fixture's do. */
export async function writeManyRuns(
  directory: string,
  { runs, files, at }: { readonly runs: number; readonly files: number; readonly at: number },
): Promise<void> {
  const kinds = quaxRuns(at)
    .slice(1, 21)
    .map((spec, i) => buildRun({ ...spec, ...mixed(i, spec.start), files }));
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

/** Of ten runs one is a single noise trace, three are physics of some 2 400 files, six calibrations of some 90. */
function mixed(i: number, start: number): Pick<RunSpec, 'kind' | 'end' | 'lastAt'> {
  const [kind, length] =
    i % 10 === 2
      ? (['noise', 60_000] as const)
      : i % 3 === 0
        ? (['physics', 5_256_000] as const)
        : (['calibration', 360_000] as const);
  return { kind, end: start + length, lastAt: start + length };
}
