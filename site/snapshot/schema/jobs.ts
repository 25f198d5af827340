/** `jobs.<hash>.json`: batch jobs by state over time, by owner, and why they failed or are held. */

/** A job that failed or is held. */
export interface JobShown {
  readonly scheduler: string;
  readonly instance: string;
  readonly id: string;
  /** Empty: the scheduler does not say. */
  readonly owner: string;
  /** What its submitter called it; null: not said. */
  readonly name: string | null;
  readonly state: string;
  /** When it ended or was held, UTC ms; null: not known. */
  readonly at: number | null;
  /** The scheduler's words; null: none. */
  readonly reason: string | null;
  /** Null: it did not exit, or the scheduler does not say. */
  readonly exitCode: number | null;
  /** The run that it works on; null: it names none. */
  readonly run: { readonly campaign: string; readonly number: number } | null;
}

/** What one owner has in the queues, and what ended lately. */
export interface OwnerLine {
  readonly owner: string;
  /** In the queues now, by state. */
  readonly queue: Readonly<Record<string, number>>;
  /** Ended within `endedDays`, by state. */
  readonly ended: Readonly<Record<string, number>>;
  /** Processor time, and wall time times cores, of those that ended, s; null: no job says it. */
  readonly cpuS: number | null;
  /** Wall time times cores, s; null: no job says it. */
  readonly coreS: number | null;
}

/** What the batch systems do, and what they did. */
export interface Jobs {
  /** When it was read. */
  readonly at: number;
  /** Those that answer; times are UTC ms. */
  readonly schedulers: readonly {
    readonly scheduler: string;
    readonly instance: string;
    /** Its last complete answer. */
    readonly seenAt: number;
  }[];
  /** In the queues now, of schedulers that answer. */
  readonly byState: Readonly<Record<string, number>>;
  /** Since when the oldest idle job waits, UTC ms; null: none is idle. */
  readonly oldestIdleSince: number | null;
  /** Mean number of jobs in each hour by state, as the agents recorded it; null: nobody was there. */
  readonly hours: {
    readonly start: number;
    readonly byState: Readonly<Record<string, readonly (number | null)[]>>;
  };
  /** Jobs that ended on each day, by state, oldest day first. */
  readonly days: {
    readonly start: number;
    readonly byState: Readonly<Record<string, readonly number[]>>;
  };
  readonly owners: readonly OwnerLine[];
  /** Why jobs failed or are held, the most frequent first. */
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
  /** Newest first, cut to `failuresAtMost`. */
  readonly failures: readonly JobShown[];
  readonly held: readonly JobShown[];
}
