/** Reads what a page of charts shows, where the page is made. */

import { short } from '#site/snapshot/buckets.ts';
import type { ChannelNow } from '#site/snapshot/schema/now.ts';
import type { RunSeries } from '#site/snapshot/schema/run.ts';
import type { Tail } from '#site/snapshot/schema/tail.ts';
import { loadCharts, type ChartSource } from './load.ts';
import { askedCharts, type ChartsPage } from './page.ts';
import { viewOf } from './view.ts';

/** Points of all curves together where a page is made: a page has to travel. */
const MOST_POINTS = 900;
const MOST_BUCKETS = 240;
/** Significant digits of what travels in the page, where digits that nobody sees are bytes; what is looked at closer has all. */
const DIGITS = 4;

/** Returns what the page shows. @throws {FlashError} where the snapshot cannot be read */
export async function chartsPage(
  source: ChartSource & {
    readonly now: { readonly channels: readonly ChannelNow[] };
    readonly tail: Tail;
  },
  parameters: URLSearchParams,
  at: number,
): Promise<ChartsPage> {
  const asked = askedCharts(parameters, source.now.channels, at);
  const { query, window } = asked;
  const count = query.panels.flat().length * (query.compare === null ? 1 : 2);
  const mostBuckets = Math.min(MOST_BUCKETS, Math.floor(MOST_POINTS / Math.max(1, count)));
  const loaded = await loadCharts(source, query, { window, mostBuckets });
  const channels = loaded.channels.map((channel) => ({
    ...channel,
    series: shortened(channel.series),
    other: shortened(channel.other),
  }));
  const data = { ...loaded, channels };
  return { ...asked, at, data, view: viewOf(query, data, source.tail) };
}

function shortened(series: RunSeries | null): RunSeries | null {
  if (series === null) return null;
  const rounded = (values: RunSeries['min']): RunSeries['min'] =>
    values.map((value) => short(value, DIGITS));
  const { min, max, mean } = series;
  return { ...series, min: rounded(min), max: rounded(max), mean: rounded(mean) };
}
