/** The data of charts as they stand in their page for script: series packed, which takes a third of the bytes. */

import { packSeries, unpackSeries, type PackedSeries } from '#site/snapshot/encoding/run-table.ts';
import { jsonInPage } from '../text/html.ts';
import type { ChannelData, ChartData } from './load.ts';

interface Packed extends Omit<ChartData, 'channels'> {
  readonly channels: readonly (Omit<ChannelData, 'series' | 'then'> & {
    readonly series: PackedSeries | null;
    readonly then: PackedSeries | null;
  })[];
}

/** Returns the JSON. */
export function chartDataText(data: ChartData): string {
  const packed: Packed = {
    ...data,
    channels: data.channels.map((channel) => ({
      ...channel,
      series: channel.series === null ? null : packSeries(channel.series),
      then: channel.then === null ? null : packSeries(channel.then),
    })),
  };
  return jsonInPage(packed);
}

/** Reads it back. @throws {RangeError} where a column is missing or too short */
export function readChartData(text: string): ChartData {
  const packed = JSON.parse(text) as Packed;
  return {
    ...packed,
    channels: packed.channels.map((channel) => ({
      ...channel,
      series: channel.series === null ? null : unpackSeries(channel.series),
      then: channel.then === null ? null : unpackSeries(channel.then),
    })),
  };
}
