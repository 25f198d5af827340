/** The campaigns and runs of a generated catalogue: some runs with one file, some with 20 000, all with their times. */

import { DAY_MS, FILES_A_YEAR, LARGEST_RUN, mix, RUNS_A_YEAR, type Scale } from './scale.ts';

export type RunKind = 'physics' | 'calibration' | 'noise';

export interface CampaignPlan {
  readonly id: number;
  readonly name: string;
  readonly slug: string;
  readonly start: number;
  readonly end: number;
  readonly runs: readonly RunPlan[];
}

export interface RunPlan {
  readonly id: number;
  readonly campaign: string;
  readonly campaignId: number;
  readonly number: number;
  readonly kind: RunKind;
  readonly path: string;
  /** Id of its first file; the others follow without holes. */
  readonly firstFileId: number;
  readonly files: number;
  readonly start: number;
  readonly end: number;
  readonly cadenceMs: number;
}

const CADENCE_MS: Readonly<Record<RunKind, number>> = {
  physics: 2_190,
  calibration: 4_000,
  noise: 60_000,
};
const WORDS: Readonly<Record<RunKind, string>> = {
  physics: 'Fisica',
  calibration: 'Calibrazione',
  noise: 'Rumore',
};
const GAP_MS = 120_000;

/** A campaign has so many runs, however little of it is asked for. */
const LEAST_RUNS = 100;

/** Campaigns, oldest first: one a year; what is not a whole year comes first. */
export function planCampaigns(scale: Scale): readonly CampaignPlan[] {
  const campaigns: CampaignPlan[] = [];
  let nextRun = 1;
  let nextFile = 1;
  for (let back = Math.ceil(scale.years) - 1; back >= 0; back -= 1) {
    const part = Math.min(1, scale.years - back) / scale.thin;
    const id = campaigns.length + 1;
    const until = scale.until - Math.round((back * 365 * DAY_MS) / scale.thin);
    const campaign = planCampaign(scale, {
      id,
      part,
      until,
      firstRun: nextRun,
      firstFile: nextFile,
    });
    campaigns.push(campaign);
    nextRun += campaign.runs.length;
    for (const run of campaign.runs) nextFile += run.files;
  }
  return campaigns;
}

interface CampaignPlace {
  readonly id: number;
  readonly part: number;
  readonly until: number;
  readonly firstRun: number;
  readonly firstFile: number;
}

function planCampaign(
  scale: Scale,
  { id, part, until, firstRun, firstFile }: CampaignPlace,
): CampaignPlan {
  const kinds = kindsOf(Math.max(LEAST_RUNS, Math.round(RUNS_A_YEAR * part)));
  const sizes = sizesOf(scale, id, kinds, Math.round((FILES_A_YEAR * part) / scale.lean));
  const cadences = kinds.map((kind) => CADENCE_MS[kind] * (kind === 'noise' ? 1 : scale.lean));
  const lengths = sizes.map((files, n) => files * (cadences[n] ?? 0) + GAP_MS);
  const begin = until - lengths.reduce((sum, length) => sum + length, 0);
  const [year = '', month = ''] = new Date(begin).toISOString().split('-');
  // Thinned years begin in the same month.
  const name = `Run_${year}.${month}-QUAX${scale.thin === 1 ? '' : String(id)}`;
  let start = begin;
  let fileId = firstFile;
  const runs = kinds.map((kind, n): RunPlan => {
    const files = sizes[n] ?? 1;
    const length = lengths[n] ?? 0;
    const number = n + 1;
    const path = `/mnt/d/${name}/${WORDS[kind]}_${String(number).padStart(5, '0')}`;
    const run = {
      id: firstRun + n,
      campaign: name,
      campaignId: id,
      number,
      kind,
      path,
      firstFileId: fileId,
      files,
      start,
      end: start + length - GAP_MS,
      cadenceMs: cadences[n] ?? 0,
    };
    start += length;
    fileId += files;
    return run;
  });
  return { id, name, slug: name.toLowerCase(), start: begin, end: until, runs };
}

/** Of ten runs one is a single noise trace, six are calibrations, three physics. */
function kindsOf(runs: number): readonly RunKind[] {
  return Array.from({ length: runs }, (_, n) => {
    if (n % 10 === 2) return 'noise';
    return n % 3 === 0 ? 'physics' : 'calibration';
  });
}

/** Files of each run; together `total`, the longest 20 000 where there are enough. */
function sizesOf(
  { seed: scaleSeed, thin, lean }: Scale,
  campaignId: number,
  kinds: readonly RunKind[],
  total: number,
): readonly number[] {
  const seed = scaleSeed + campaignId;
  const shortened = (thin === 1 ? 1 : 5) * lean;
  const most = Math.round(LARGEST_RUN / lean);
  const sizes = kinds.map((kind, n) => {
    if (kind === 'noise') return 1;
    if (kind === 'calibration') return Math.ceil((10 + (mix(seed, n) % 150)) / shortened);
    return 0;
  });
  const longest = kinds.findIndex((kind, n) => kind === 'physics' && n >= kinds.length / 2);
  if (longest >= 0 && total > 4 * most) sizes[longest] = most;
  const open = kinds.flatMap((kind, n) => (kind === 'physics' && sizes[n] === 0 ? [n] : []));
  const weights = open.map((n) => Math.exp((mix(seed, n, 7) / 2 ** 32) * 3));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  let left = Math.max(open.length, total - sizes.reduce((sum, size) => sum + size, 0));
  const share = left / all;
  for (const [at, n] of open.entries()) {
    const rest = open.length - at - 1;
    const size = Math.max(1, Math.min(most, left - rest, Math.round((weights[at] ?? 1) * share)));
    sizes[n] = size;
    left -= size;
  }
  // What rounding left goes where there is room.
  for (const n of open) {
    const more = Math.min(left, most - (sizes[n] ?? 0));
    if (more <= 0) continue;
    sizes[n] = (sizes[n] ?? 0) + more;
    left -= more;
  }
  return sizes;
}
