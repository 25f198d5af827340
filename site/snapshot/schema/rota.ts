/** `rota/<year>.<hash>.json`: who was on shift, and the flags that were set. */

export interface ShiftShown {
  readonly id: string;
  readonly person: string;
  readonly role: string | null;
  readonly from: number;
  /** Null: until somebody else is. */
  readonly to: number | null;
}

export interface FlagShown {
  readonly id: string;
  readonly run: { readonly campaign: string; readonly number: number } | null;
  /** Null: the run's own beginning, or end. */
  readonly from: number | null;
  readonly to: number | null;
  readonly quality: 'good' | 'doubtful' | 'bad';
  readonly why: string;
  readonly by: string;
  readonly createdAt: number;
  readonly withdrawn: { readonly at: number; readonly by: string; readonly why: string } | null;
}

export interface RotaOfYear {
  /** That begin in the year, in their order. */
  readonly shifts: readonly ShiftShown[];
  /** That were set in the year, newest first. */
  readonly flags: readonly FlagShown[];
  /** Whether there are more flags than these. */
  readonly isCut: boolean;
}
