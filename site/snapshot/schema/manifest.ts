/** `/data/snapshot.json`: the one file that changes under its name; it leads to one consistent state. */

import type { AssetReference } from './asset.ts';
import type { Moved } from './moved.ts';

/** A campaign with its counts, and where its runs are. */
export interface CampaignHead {
  readonly slug: string;
  readonly name: string;
  /** Null: none was given. */
  readonly title: string | null;
  /** Null: not said. */
  readonly experiment: string | null;
  /** Runs of the campaign. */
  readonly runCount: number;
  /** Files of all its runs. */
  readonly fileCount: number;
  /** Runs whose number is not in this asset do not exist. */
  readonly runs: AssetReference;
  readonly tuner: AssetReference;
}

/** The one file that changes under its name: which snapshot this is, and what it is made of. */
export interface Manifest {
  /** `SNAPSHOT_SCHEMA` of whoever wrote it. */
  readonly schema: number;
  /** `20261123T101006Z-3f2a`. */
  readonly id: string;
  /** The id of the snapshot before; null: this is the first. */
  readonly previous: string | null;
  /** When it was written, UTC ms. */
  readonly generated_at: number;
  /** How long a reader should wait before asking again. */
  readonly poll_after_ms: number;
  /** Without a new manifest for this long the snapshot is stale. */
  readonly stale_after_s: number;
  /** The highest change number that this snapshot shows. */
  readonly position: number;
  /** The highest change number that the series' tiles hold; what came after is in the tail. */
  readonly tiles_position: number;
  readonly demo: boolean;
  /** What the DEMO mark says when it is asked: "simulated; files 1:100 of FLASH's 34 MB". */
  readonly demo_note: string | null;
  /** Rows by table of the catalogue. */
  readonly rows: Readonly<Record<string, number>>;
  readonly assets: {
    readonly now: AssetReference;
    readonly tail: AssetReference;
    readonly alarms: AssetReference;
    readonly series: AssetReference;
    readonly campaigns: AssetReference;
    readonly log: AssetReference;
    /** Leads to storage, jobs, days and shifts. */
    readonly overview: AssetReference;
    /** The tree of all assets. */
    readonly tree: AssetReference;
  };
}

/** `campaigns.<hash>.json`: newest campaign first. */
export interface Campaigns {
  readonly campaigns: readonly CampaignHead[];
  /** Old addresses; what is here as a campaign or a run of its own comes first. */
  readonly moved: Moved;
}
