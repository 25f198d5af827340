/** Checks the index of series and their tiles. */

import * as z from 'zod/mini';
import type { PackedTile } from '../encoding/tile-table.ts';
import type { ChannelSeries, LevelIndex, SeriesIndex } from '../schema/series.ts';
import { notGood, number, text, time } from './common.ts';
import { table, type Schema } from './packed.ts';

const level: Schema<LevelIndex> = z.object({
  spans: z.array(z.tuple([time, z.int()])),
  revised: z.record(z.string(), z.int()),
  open: z.record(z.string(), z.int()),
});

const channel: Schema<ChannelSeries> = z.object({
  channel: z.string(),
  quantity: z.string(),
  unit: z.string(),
  label: text,
  cadenceMs: number,
  first: number,
  last: number,
  generation: z.int(),
  levels: z.record(z.string(), level),
  raw: level,
});

export const seriesIndexSchema: Schema<SeriesIndex> = z.object({
  channels: z.record(z.string(), channel),
});

export const tileSchema: Schema<PackedTile> = z.object({
  channel: z.string(),
  level: z.number(),
  start: time,
  count: z.int(),
  columns: table,
  notGood,
});
