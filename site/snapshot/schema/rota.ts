/** `rota/<year>.<hash>.json`: who was on shift, and the flags that were set. */

/** A shift of one person. */
export interface ShiftShown {
  readonly id: string;
  readonly person: string;
  /** Null: not said. */
  readonly role: string | null;
  /** Begin, UTC ms. */
  readonly from: number;
  /** Null: until somebody else is. */
  readonly to: number | null;
}

/** What somebody said of the quality of a run or of a time. */
export interface FlagShown {
  readonly id: string;
  /** The run that it is of; null: of the time, whatever runs lie in it. */
  readonly run: { readonly campaign: string; readonly number: number } | null;
  /** Null: the run's own beginning, or end. */
  readonly from: number | null;
  /** The same for the end. */
  readonly to: number | null;
  readonly quality: 'good' | 'doubtful' | 'bad';
  readonly why: string;
  readonly by: string;
  /** When it was set, UTC ms. */
  readonly createdAt: number;
  /** Who took it back, when (UTC ms) and why; null: it holds. */
  readonly withdrawn: { readonly at: number; readonly by: string; readonly why: string } | null;
}

/** Shifts and flags of a year. */
export interface RotaOfYear {
  /** That begin in the year, in their order. */
  readonly shifts: readonly ShiftShown[];
  /** That were set in the year, newest first. */
  readonly flags: readonly FlagShown[];
  /** Whether there are more flags than these. */
  readonly isCut: boolean;
}
