/** The fit of one reflection or transmission sweep, or why it was refused; a run's steps are made of these. */

/** Whether more power leaves through the antenna than through the walls; the magnitude alone cannot tell. */
export type CouplingRegime = 'unknown' | 'under' | 'over';

/** A value and its standard error from the fit's covariance, in the same unit. */
export interface Measured {
  /** In the unit of the quantity. */
  readonly value: number;
  /** Standard error in the same unit; null: not known. */
  readonly error: number | null;
}

/** What a sweep says of the resonance, with errors. */
export interface SweepFit {
  readonly f0Hz: Measured;
  /** Loaded quality factor. */
  readonly qL: Measured;
  /** Unloaded quality factor; null where the regime leaves it open. */
  readonly q0: Measured | null;
  /** Coupling; where the regime is unknown, the over-coupled reading, with its under-coupled twin in `betaUnder`. */
  readonly beta: Measured | null;
  /** The under-coupled reading; null: the regime is known. */
  readonly betaUnder: Measured | null;
  readonly regime: CouplingRegime;
  /** Depth of the dip below the baseline, dB, positive. */
  readonly depthDb: number;
  /** Residual of the fit, root mean square, dB. */
  readonly rmsDb: number;
}

/** The sweep as it was measured, thinned to at most 401 points for drawing; min and max of each bucket are kept. */
export interface SweepTrace {
  /** First frequency, Hz. */
  readonly startHz: number;
  /** Last frequency, Hz. */
  readonly stopHz: number;
  /** Frequencies relative to `startHz`, Hz. */
  readonly offsetHz: readonly number[];
  /** Magnitude, dB. */
  readonly db: readonly number[];
  /** The fitted curve at the same points; null where the fit was refused. */
  readonly fitDb: readonly number[] | null;
}

/** Natural key: file (campaign, run, name), method. */
export interface SweepFact {
  readonly kind: 'sweep';
  readonly campaign: string;
  readonly run: string;
  readonly name: string;
  /** UTC ms. */
  readonly takenAt: number;
  /** When the file was read, UTC ms; absent where that is not known. What was read later stands. */
  readonly seenAt?: number;
  readonly parameter: 's11' | 's21';
  /** Degrees; null: not in its name. */
  readonly tunerDeg: number | null;
  readonly method: string;
  /** How many frequencies. */
  readonly points: number;
  /** From the first to the last frequency, Hz. */
  readonly spanHz: number;
  /** Null: it was refused. */
  readonly fit: SweepFit | null;
  /** Why there is no fit: "the window holds 1.8 linewidths, 3 are needed". */
  readonly refused: string | null;
  /** Null: it was not kept. */
  readonly trace: SweepTrace | null;
}
