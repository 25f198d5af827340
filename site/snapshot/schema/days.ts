/** `days/<year>.<hash>.json`: what each day came to, for the statistics and for the copies by age. */

/** One day, UTC. What is not there is not: no empty numbers. */
export interface Day {
  /** Files taken on this day, and their bytes. */
  readonly files: number;
  /** Of the files whose size is known. */
  readonly bytes: number;
  /** A cadence for every data file, at most the time its run was open, ms. */
  readonly livePhysicsMs: number;
  /** The same for runs that are not physics, ms. */
  readonly liveOtherMs: number;
  /** Time in which a run was open, by what its flags say of it, ms. */
  readonly openMs: {
    readonly good: number;
    readonly doubtful: number;
    readonly bad: number;
    readonly unjudged: number;
  };
  /** Frequencies within half a linewidth of a step of a physics run or a rescan that began here, Hz, joined. */
  readonly covered: readonly (readonly [number, number])[];
  /** Lengths of the runs that began here and are over, ms, by kind. */
  readonly runs: readonly { readonly kind: string; readonly ms: number }[];
  /** Alarms raised, by severity. */
  readonly alarms: Readonly<Record<string, number>>;
  /**
   * Copies of the files that were taken here (or have no time of their own, and their run began here), by location and
   * what they are; `''`: files of which no storage said anything.
   */
  readonly copies: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Of those files: without a copy that is present, though none was removed on purpose. */
  readonly missing: number;
}

/** The days of a year in which anything happened. */
export interface DaysOfYear {
  /** By date: `2026-11-20`. */
  readonly days: Readonly<Record<string, Day>>;
}
