/** What a publication works with, and what lives between publications besides the state: what waits for its minute. */

import type { CampaignRow } from '#telemetry/catalogue/read/campaigns.ts';
import type { ChangeSpan } from '#telemetry/catalogue/read/changes.ts';
import type { ChannelRow } from '#telemetry/catalogue/read/series.ts';
import {
  newLatelyMemory,
  NOTHING_LATELY,
  type LatelyBeside,
  type LatelyMemory,
} from './build-lately.ts';
import type { LevelKey, PendingSeries } from './pending-series.ts';
import { newOverviewMemory, type OverviewMemory } from './publish-overview.ts';
import type { AlarmMonths } from './publish-alarm-months.ts';
import type { PublishedAlarms } from './publish-alarms.ts';
import type { PublishedState } from './published-state.ts';
import { createRunRows, type RunRows } from './run-rows.ts';
import type { AssetReference } from './schema/asset.ts';
import type { Spark } from './schema/now.ts';
import type { AssetStore } from './store.ts';
import { newTailMemory, type TailMemory } from './tail-memory.ts';
import type { Tree } from './tree.ts';

/** The manifest is written again this often even when nothing changed, and is stale after three times that. */
export const HEARTBEAT_MS = 10_000;

export interface PublicationOptions {
  readonly store: AssetStore;
  readonly state: PublishedState;
  readonly tree: Tree;
  readonly say: (level: 'info' | 'warn', text: string) => void;
  /** What the DEMO mark says; null: a real experiment. */
  readonly demoNote: string | null;
  /** 500 on a hub, 30 000 on a static host. */
  readonly pollAfterMs: number;
}

export interface PublicationMemory {
  readonly pending: PendingSeries;
  tilesAt: number;
  /** The position whose changes the tiles hold; null: this process has not published yet. */
  tilesPosition: number | null;
  readonly tail: TailMemory;
  /** What `now` and `tail` of the manifest in force lead to: their parts and pieces. */
  live: readonly AssetReference[];
  manifestAt: number;
  sparksAt: number;
  sparks: Readonly<Record<string, Spark>>;
  lately: LatelyBeside;
  readonly ofLately: LatelyMemory;
  /** Campaigns of which a run or a part changed and waits for its pause, by slug, and when they were looked through last. */
  readonly waiting: Map<string, number>;
  readonly runRows: RunRows;
  /** Tiles that were found damaged: written again with the next ones. */
  readonly damagedSeries: {
    readonly channel: string;
    readonly level: LevelKey;
    readonly from: number;
    readonly to: number;
  }[];
  /** When tiles that grow, and Parquet parts, were written last. */
  readonly tileWrittenAt: Map<string, number>;
  readonly partLookedAt: Map<string, number>;
  /** Months of the log that changed; null: any may have. */
  logMonths: Set<string> | null;
  /** Null: not published yet. */
  alarms: PublishedAlarms | null;
  /** Null: any month of alarms may have changed. */
  alarmMonths: AlarmMonths | null;
  readonly overview: OverviewMemory;
}

/** The memory of a publisher that has just started: everything is due. */
export function newMemory(): PublicationMemory {
  return {
    pending: new Map(),
    tilesAt: 0,
    tilesPosition: null,
    tail: newTailMemory(),
    live: [],
    manifestAt: 0,
    sparksAt: 0,
    sparks: {},
    lately: NOTHING_LATELY,
    ofLately: newLatelyMemory(),
    waiting: new Map(),
    runRows: createRunRows(),
    damagedSeries: [],
    tileWrittenAt: new Map(),
    partLookedAt: new Map(),
    logMonths: new Set(),
    alarms: null,
    alarmMonths: null,
    overview: newOverviewMemory(),
  };
}

/** What one publication sees of the catalogue. */
export interface Seen {
  readonly campaigns: readonly CampaignRow[];
  readonly channels: readonly ChannelRow[];
  /** Null: everything may have changed. */
  readonly changes: readonly ChangeSpan[] | null;
  readonly now: number;
  readonly position: number;
}

/** Whether so much time has passed; a clock that was set back does not make it wait for the old time to come again. */
export function isDue(now: number, last: number, everyMs: number): boolean {
  return now < last || now - last >= everyMs;
}
