/** What the overview leads to: storage, jobs, the days and the rota of each year. */

import type { ReadAsset } from './load-live.ts';
import {
  daysSchema,
  jobsSchema,
  overviewSchema,
  rotaSchema,
  storageSchema,
} from './parse/overview.ts';
import type { Snapshot } from './reader.ts';
import type { Manifest } from './schema/manifest.ts';
import type { Overview } from './schema/overview.ts';

/** Returns the readers of what the overview leads to; each asks for the overview itself. */
export function openOverview(
  { assets }: Manifest,
  read: ReadAsset,
): Pick<Snapshot, 'overview' | 'storage' | 'jobs' | 'daysOfYear' | 'rotaOfYear'> {
  const overview = (): Promise<Overview> => read(assets.overview, overviewSchema);
  return {
    overview,
    storage: async () => read((await overview()).storage, storageSchema),
    jobs: async () => read((await overview()).jobs, jobsSchema),
    daysOfYear: ({ asset }) => read(asset, daysSchema),
    rotaOfYear: ({ asset }) => read(asset, rotaSchema),
  };
}
