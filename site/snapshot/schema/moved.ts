/** In `campaigns.<hash>.json`: addresses of runs and campaigns that lead elsewhere now. */

export interface MovedCampaign {
  /** The slug it had. */
  readonly former: string;
  /** The slug it has. */
  readonly slug: string;
  readonly at: number;
}

export interface MergedRun {
  /** The campaign's slug as it is now, and the number that the run had. */
  readonly slug: string;
  readonly number: number;
  /** The run it became. */
  readonly intoSlug: string;
  readonly into: number;
  readonly at: number;
}

export interface Moved {
  readonly campaigns: readonly MovedCampaign[];
  readonly runs: readonly MergedRun[];
}

export const NOTHING_MOVED: Moved = { campaigns: [], runs: [] };
