/** Every kind of file below `/data/`: how it is named, what it holds, and the schema that readers check it with. */

import type { Schema } from '../snapshot/parse/packed.ts';
import { alarmsOfMonthSchema, alarmsSchema } from '../snapshot/parse/alarms.ts';
import { logBodiesSchema, logHeadsSchema, logIndexSchema } from '../snapshot/parse/log.ts';
import {
  daysSchema,
  jobsSchema,
  overviewSchema,
  rotaSchema,
  storageSchema,
} from '../snapshot/parse/overview.ts';
import { campaignsSchema, manifestSchema } from '../snapshot/parse/manifest.ts';
import { declaredSchema, latelySchema, nowSchema } from '../snapshot/parse/now.ts';
import { partNamesSchema } from '../snapshot/parse/part-names.ts';
import { filesSchema, runSchema } from '../snapshot/parse/run.ts';
import { runsSchema, tunerSchema } from '../snapshot/parse/runs.ts';
import { seriesIndexSchema, tileSchema } from '../snapshot/parse/series.ts';
import { tailSchema } from '../snapshot/parse/tail.ts';
import { treeGroupSchema, treeLeafSchema, treeRootSchema } from '../snapshot/parse/tree.ts';

export interface DescribedAsset {
  /** Below `/data/`; what stands in braces differs from file to file. */
  readonly path: string;
  readonly name: string;
  readonly summary: string;
  /** Null: a Parquet file, which describes its own columns (key `flash.columns`). */
  readonly schema: Schema<unknown> | null;
  /** Of one without a schema that is no Parquet file. */
  readonly type?: string;
}

const json = (path: string, name: string, summary: string, schema: Schema<unknown>) => ({
  path,
  name,
  summary,
  schema,
});
const parquet = (path: string, name: string, summary: string) => ({
  path,
  name,
  summary,
  schema: null,
});

/** The first that fits a path is the one: narrower ones stand before wider ones. */
export const describedAssets: readonly DescribedAsset[] = [
  json(
    'snapshot.json',
    'Manifest',
    'The manifest: the one file that changes under its name; it leads to all others',
    manifestSchema,
  ),
  json(
    'now.{hash}.json',
    'Now',
    'The current state of everything; values of channels as packed columns',
    nowSchema,
  ),
  json(
    'channels.{hash}.json',
    'Channels',
    'What is declared of each channel, in the order of the values in `now`',
    declaredSchema,
  ),
  json(
    'lately.{hash}.json',
    'Lately',
    'Small charts of the last hours, and the newest entries of the log',
    latelySchema,
  ),
  json(
    'tail.{hash}.json',
    'Tail',
    'What came in the last minutes: the newest piece, which leads to the earlier ones',
    tailSchema,
  ),
  json(
    'alarms.{hash}.json',
    'Alarms',
    'What is raised, what was lately, what is on the shelf, and which alerts are off',
    alarmsSchema,
  ),
  json(
    'alarms/{month}.{hash}.json',
    'AlarmsOfMonth',
    'The alarms of a month that are over',
    alarmsOfMonthSchema,
  ),
  json('campaigns.{hash}.json', 'Campaigns', 'The campaigns, newest first', campaignsSchema),
  json(
    'runs/{campaign}.{hash}.json',
    'Runs',
    'All runs of a campaign, as packed columns',
    runsSchema,
  ),
  json(
    'tuner/{campaign}.{hash}.json',
    'Tuner',
    'f0 against tuner angle over a campaign',
    tunerSchema,
  ),
  json('run/{campaign}/{number}.r{revision}.json', 'Run', 'One run', runSchema),
  json(
    'run/{campaign}/{number}.files-{part}.{hash}.json',
    'RunFiles',
    'More files of a long run, as packed columns',
    filesSchema,
  ),
  json(
    'files/{campaign}/{part}.r{revision}.names.json',
    'FilesNames',
    'The names in a Parquet part, in its order, by which a piece of a name is found',
    partNamesSchema,
  ),
  parquet(
    'files/{campaign}/{part}.r{revision}.parquet',
    'FilesParquet',
    'Every file of a campaign, by run and name',
  ),
  json(
    'series.{hash}.json',
    'SeriesIndex',
    'The channels, and which tiles and days each has',
    seriesIndexSchema,
  ),
  parquet(
    'series/{channel}/raw-{day}.r{revision}.parquet',
    'RawParquet',
    'Readings of a channel of one day, as they were read',
  ),
  json(
    'series/{channel}/{level}-{start}.{revision}.json',
    'SeriesTile',
    'Readings of a channel in buckets of `level` ms, as packed columns',
    tileSchema,
  ),
  json('log.{hash}.json', 'LogIndex', 'The months of the log', logIndexSchema),
  json(
    'log/heads-{month}.{hash}.json',
    'LogHeads',
    'Heads of the entries of a month, as packed columns',
    logHeadsSchema,
  ),
  json(
    'log/bodies-{month}.{hash}.json',
    'LogBodies',
    'Texts of the entries of a month, by id',
    logBodiesSchema,
  ),
  {
    path: 'log/file-{month}-{hash}.{ending}',
    name: 'LogAttachment',
    summary: 'A file of an entry: a picture by its first bytes (png, jpg, gif, webp), or bin',
    schema: null,
    type: 'application/octet-stream',
  },
  {
    path: 'log/thumb-{month}-{hash}.webp',
    name: 'LogThumb',
    summary: 'A small picture of a picture',
    schema: null,
    type: 'image/webp',
  },
  json(
    'overview.{hash}.json',
    'Overview',
    'Leads to storage, jobs, days and shifts',
    overviewSchema,
  ),
  json(
    'storage.{hash}.json',
    'Storage',
    'Volumes and quotas: use, growth, history, and what they come to year by year',
    storageSchema,
  ),
  json(
    'jobs.{hash}.json',
    'Jobs',
    'Batch jobs by state, hour, day and owner; failures with reasons',
    jobsSchema,
  ),
  json(
    'days/{year}.{hash}.json',
    'Days',
    'What each day of a year came to: files, live time, frequency covered, alarms, copies',
    daysSchema,
  ),
  json('rota/{year}.{hash}.json', 'Rota', 'Shifts and quality flags of a year', rotaSchema),
  json('assets.{hash}.json', 'AssetTree', 'The tree of every file: its groups', treeRootSchema),
  json(
    'tree/campaign/{campaign}/{leaf}.{hash}.json',
    'CampaignFiles',
    'Files of a campaign: its lists, its Parquet parts, 256 runs at a time',
    treeLeafSchema,
  ),
  json(
    'tree/campaign/{campaign}.{hash}.json',
    'CampaignLists',
    'The lists of a campaign',
    treeGroupSchema,
  ),
  json(
    'tree/series/{channel}/{month}.{hash}.json',
    'ChannelFiles',
    'Files of a channel that begin in a month',
    treeLeafSchema,
  ),
  json(
    'tree/series/growing.{hash}.json',
    'GrowingFiles',
    'Tiles that are still written to',
    treeLeafSchema,
  ),
  json(
    'tree/series/{channel}.{hash}.json',
    'ChannelLists',
    'The lists of a channel',
    treeGroupSchema,
  ),
  json(
    'tree/series.{hash}.json',
    'SeriesLists',
    'The lists of what belongs to no single channel',
    treeGroupSchema,
  ),
  json(
    'tree/alarms/{year}.{hash}.json',
    'AlarmFiles',
    'Files of the alarms of a year',
    treeLeafSchema,
  ),
  json('tree/alarms.{hash}.json', 'AlarmLists', 'The lists of the alarms', treeGroupSchema),
  json('tree/days/{year}.{hash}.json', 'DayFiles', 'Files of the days of a year', treeLeafSchema),
  json('tree/days.{hash}.json', 'DayLists', 'The lists of the days', treeGroupSchema),
  json(
    'tree/rota/{year}.{hash}.json',
    'RotaFiles',
    'Files of the shifts of a year',
    treeLeafSchema,
  ),
  json('tree/rota.{hash}.json', 'RotaLists', 'The lists of the shifts', treeGroupSchema),
  json('tree/log/{year}.{hash}.json', 'LogFiles', 'Files of the log of a year', treeLeafSchema),
  json('tree/log.{hash}.json', 'LogLists', 'The lists of the log', treeGroupSchema),
];
