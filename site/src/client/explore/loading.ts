/** Reads tiles and notes for charts in the browser; loaded when somebody looks closer than the page as it came. */

import type { Manifest } from '#site/snapshot/schema/manifest.ts';
import type { Now } from '#site/snapshot/schema/now.ts';
import { loadCharts, type ChartData, type Loading } from '../../explore/load.ts';
import type { ChartsQuery } from '../../explore/query.ts';
import { browserSource } from './source.ts';

/** Returns the data of a query. @throws {Error} where a part of the snapshot cannot be had or read */
export async function loadFrom(
  manifest: Manifest,
  now: Now,
  query: ChartsQuery,
  loading: Loading,
): Promise<ChartData> {
  return await loadCharts(browserSource(manifest, now), query, loading);
}
