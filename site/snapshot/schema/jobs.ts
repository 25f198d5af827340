/** `jobs.<hash>.json`: batch jobs by state over time, by owner, and why they failed or are held. */

export interface JobShown {
  readonly scheduler: string;
  readonly instance: string;
  readonly id: string;
  /** Empty: the scheduler does not say. */
  readonly owner: string;
  readonly name: string | null;
  readonly state: string;
  readonly at: number | null;
  readonly reason: string | null;
  readonly exitCode: number | null;
  readonly run: { readonly campaign: string; readonly number: number } | null;
}

export interface OwnerLine {
  readonly owner: string;
  /** In the queues now, by state. */
  readonly queue: Readonly<Record<string, number>>;
  /** Ended within `endedDays`, by state. */
  readonly ended: Readonly<Record<string, number>>;
  /** Processor time, and wall time times cores, of those that ended, s; null: no job says it. */
  readonly cpuS: number | null;
  readonly coreS: number | null;
}

export interface Jobs {
  /** When it was read. */
  readonly at: number;
  readonly schedulers: readonly {
    readonly scheduler: string;
    readonly instance: string;
    /** Its last complete answer. */
    readonly seenAt: number;
  }[];
  /** In the queues now, of schedulers that answer. */
  readonly byState: Readonly<Record<string, number>>;
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
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
  /** Newest first, cut to `failuresAtMost`. */
  readonly failures: readonly JobShown[];
  readonly held: readonly JobShown[];
}
