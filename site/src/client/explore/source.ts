/** The snapshot as charts read it in the browser: through the manifest in force, each file once. */

import { unpackHeads } from '#site/snapshot/encoding/log-table.ts';
import { unpackRuns } from '#site/snapshot/encoding/runs-table.ts';
import { alarmsOfMonthSchema, alarmsSchema } from '#site/snapshot/parse/alarms.ts';
import { logHeadsSchema, logIndexSchema } from '#site/snapshot/parse/log.ts';
import { campaignsSchema } from '#site/snapshot/parse/manifest.ts';
import { runsSchema } from '#site/snapshot/parse/runs.ts';
import type { Manifest } from '#site/snapshot/schema/manifest.ts';
import type { Now } from '#site/snapshot/schema/now.ts';
import type { ChartSource } from '../../explore/load.ts';
import { fetchKept } from '../feed.ts';
import { keptTile, seriesIndex } from '../tile-series.ts';

/** Months of log and alarms, lists of runs. */
const KEPT = 64;
const read = fetchKept(KEPT);

/** Returns a source of one state; its channels are those of `now`, which may be of a moment before. */
export function browserSource(
  manifest: Manifest,
  now: Pick<Now, 'campaign' | 'channels'>,
): ChartSource {
  const { assets } = manifest;
  return {
    now,
    series: async (channel) => (await seriesIndex(manifest)).channels[channel] ?? null,
    tile: async ({ path }) => await keptTile(path),
    readings: async (series, window) =>
      await (await import('./raw.ts')).rawReadings(series, window),
    runs: async (slug) => {
      const { campaigns } = await read(assets.campaigns, campaignsSchema);
      const head = campaigns.find((one) => one.slug === slug);
      return head === undefined ? null : unpackRuns(await read(head.runs, runsSchema));
    },
    log: async () => await read(assets.log, logIndexSchema),
    logHeads: async ({ heads }) => unpackHeads(await read(heads, logHeadsSchema)),
    alarms: async () => await read(assets.alarms, alarmsSchema),
    alarmsOfMonth: async ({ asset }) => await read(asset, alarmsOfMonthSchema),
  };
}
