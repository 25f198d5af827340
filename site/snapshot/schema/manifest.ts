/** `/data/snapshot.json`: the one file that changes under its name; it leads to one consistent state. */

import type { AssetReference } from './asset.ts';
import type { Moved } from './moved.ts';

export interface CampaignHead {
  readonly slug: string;
  readonly name: string;
  readonly title: string | null;
  readonly experiment: string | null;
  readonly runCount: number;
  readonly fileCount: number;
  /** Runs whose number is not in this asset do not exist. */
  readonly runs: AssetReference;
  readonly tuner: AssetReference;
}

export interface Manifest {
  readonly schema: number;
  /** `20261123T101006Z-3f2a`. */
  readonly id: string;
  readonly previous: string | null;
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
