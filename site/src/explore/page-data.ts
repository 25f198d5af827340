/** The data of charts as they stand in their page for script: series packed, which takes a third of the bytes, and what came since. */

import { packSeries, unpackSeries, type PackedSeries } from '#site/snapshot/encoding/run-table.ts';
import type { Tail } from '#site/snapshot/schema/tail.ts';
import { jsonInPage } from '../text/html.ts';
import type { ChannelData, ChartData } from './load.ts';

/** Of the channels that are drawn; `path` tells whether there is a newer one. */
export interface PageTail extends Pick<Tail, 'readings'> {
  readonly path: string;
}

export interface PageData {
  readonly data: ChartData;
  readonly tail: PageTail;
}

interface Packed extends Omit<ChartData, 'channels'> {
  readonly channels: readonly (Omit<ChannelData, 'series' | 'other'> & {
    readonly series: PackedSeries | null;
    readonly other: PackedSeries | null;
  })[];
  readonly tail: PageTail;
}

/** Returns the JSON; of the tail only what is drawn goes with it. */
export function chartDataText({ data, tail }: PageData): string {
  const names = new Set(data.channels.map(({ name }) => name));
  const packed: Packed = {
    ...data,
    channels: data.channels.map((channel) => ({
      ...channel,
      series: channel.series === null ? null : packSeries(channel.series),
      other: channel.other === null ? null : packSeries(channel.other),
    })),
    tail: {
      path: tail.path,
      readings: Object.fromEntries(
        Object.entries(tail.readings).filter(([name]) => names.has(name)),
      ),
    },
  };
  return jsonInPage(packed);
}

/** Reads it back. @throws {RangeError} where a column is missing or too short */
export function readChartData(text: string): PageData {
  const { tail, ...packed } = JSON.parse(text) as Packed;
  const channels = packed.channels.map((channel) => ({
    ...channel,
    series: channel.series === null ? null : unpackSeries(channel.series),
    other: channel.other === null ? null : unpackSeries(channel.other),
  }));
  return { data: { ...packed, channels }, tail };
}
