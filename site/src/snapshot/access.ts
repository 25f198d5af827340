/** What a page may ask of the snapshot: `Astro.locals.snapshot` is one of these, opened on one manifest, so that a page never mixes two states. */

import type { OpenedRun } from '#site/snapshot/encoding/run-table.ts';
import type { AlarmMonth, Alarms, AlarmsOfMonth } from '#site/snapshot/schema/alarms.ts';
import type { DaysOfYear } from '#site/snapshot/schema/days.ts';
import type { Jobs } from '#site/snapshot/schema/jobs.ts';
import type { LogBodies, LogHeads, LogIndex, LogMonth } from '#site/snapshot/schema/log.ts';
import type { Campaigns, Manifest } from '#site/snapshot/schema/manifest.ts';
import type { Now } from '#site/snapshot/schema/now.ts';
import type { Overview, YearAsset } from '#site/snapshot/schema/overview.ts';
import type { PartNames } from '#site/snapshot/schema/part-names.ts';
import type { RotaOfYear } from '#site/snapshot/schema/rota.ts';
import type { FileColumns } from '#site/snapshot/schema/run.ts';
import type { FilesPart, Runs, Tuner } from '#site/snapshot/schema/runs.ts';
import type { ChannelSeries, SeriesTile, TileReference } from '#site/snapshot/schema/series.ts';
import type { Storage } from '#site/snapshot/schema/storage.ts';
import type { Tail } from '#site/snapshot/schema/tail.ts';

/** Nothing newer was published for too long: a page that is drawn for a reader says so by itself. */
export interface Silence {
  /** When the publisher was heard last, UTC ms. */
  readonly since: number;
  /** When the page is drawn, UTC ms. */
  readonly at: number;
}

/** Of a file only the slices that are asked for are read. */
export interface PartFile {
  readonly byteLength: number;
  slice(start: number, end?: number): Promise<ArrayBuffer>;
}

export interface SnapshotAccess {
  readonly manifest: Manifest;
  readonly now: Now;
  readonly tail: Tail;
  campaigns(): Promise<Campaigns>;
  /** Null: the snapshot has no campaign of this slug. */
  runs(slug: string): Promise<Runs | null>;
  /** Null: the snapshot has no campaign of this slug. */
  tuner(slug: string): Promise<Tuner | null>;
  /** Null: no such campaign, or no run of this number in it. */
  run(slug: string, number: number): Promise<OpenedRun | null>;
  /** More files of a long run: a path that its shard names. */
  runFiles(path: string): Promise<FileColumns>;
  partNames(part: FilesPart): Promise<PartNames>;
  partFile(part: FilesPart): PartFile;
  /** Null: the snapshot has no series of this channel. */
  series(channel: string): Promise<ChannelSeries | null>;
  tile(reference: TileReference): Promise<SeriesTile>;
  log(): Promise<LogIndex>;
  logHeads(month: LogMonth): Promise<LogHeads>;
  logBodies(month: LogMonth): Promise<LogBodies>;
  overview(): Promise<Overview>;
  storage(): Promise<Storage>;
  jobs(): Promise<Jobs>;
  daysOfYear(year: YearAsset): Promise<DaysOfYear>;
  rotaOfYear(year: YearAsset): Promise<RotaOfYear>;
  alarms(): Promise<Alarms>;
  alarmsOfMonth(month: AlarmMonth): Promise<AlarmsOfMonth>;
}
