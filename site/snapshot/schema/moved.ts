/** In `campaigns.<hash>.json`: addresses of runs and campaigns that lead elsewhere now. */

/** A campaign that was renamed. */
export interface MovedCampaign {
  /** The slug it had. */
  readonly former: string;
  /** The slug it has. */
  readonly slug: string;
  /** When, UTC ms. */
  readonly at: number;
}

/** A run that became part of another. */
export interface MergedRun {
  /** The campaign's slug as it is now, and the number that the run had. */
  readonly slug: string;
  /** The number that the run had. */
  readonly number: number;
  /** The run it became. */
  readonly intoSlug: string;
  /** The number of the run it became. */
  readonly into: number;
  /** When, UTC ms. */
  readonly at: number;
}

/** All addresses that lead elsewhere. */
export interface Moved {
  readonly campaigns: readonly MovedCampaign[];
  readonly runs: readonly MergedRun[];
}

/** Every old address is still the address. */
export const NOTHING_MOVED: Moved = { campaigns: [], runs: [] };
