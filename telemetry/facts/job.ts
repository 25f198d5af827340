/** A batch job and its state, from any scheduler. */

/** States of all schedulers in common words. */
export type JobState =
  | 'idle'
  | 'running'
  | 'held'
  | 'completed'
  | 'failed'
  | 'removed'
  | 'transferring'
  | 'suspended'
  | 'unknown';

/** Natural key: scheduler, instance, id, submittedAt. A later `seenAt` replaces an earlier one, never the reverse. */
export interface JobFact {
  readonly kind: 'job';
  readonly scheduler: 'htcondor' | 'slurm' | 'kubernetes';
  /** The schedd, cluster or context. */
  readonly instance: string;
  /** `1234.0` */
  readonly id: string;
  /** UTC ms. */
  readonly submittedAt: number;
  /** When this state was seen. */
  readonly seenAt: number;
  readonly state: JobState;
  /** The scheduler's own word or number, kept as it is. */
  readonly stateRaw: string;
  /** UTC ms; null: not said. */
  readonly stateSince: number | null;
  /** UTC ms; null: it did not start, or not said. */
  readonly startedAt: number | null;
  /** UTC ms; null: it has not ended, or not said. */
  readonly endedAt: number | null;
  /** The account; null: not said. */
  readonly owner: string | null;
  /** The person behind a pool account (`+FlashUser`). */
  readonly person: string | null;
  /** The run it works on (`+FlashRun`), as given: `campaign/number` or `campaign/directory`. */
  readonly run: string | null;
  /** Null: not said. */
  readonly name: string | null;
  /** Why it is held or failed, in the scheduler's words; null: none. */
  readonly reason: string | null;
  /** The scheduler's number for that; null: none. */
  readonly reasonCode: number | null;
  /** What the code leaves open: HTCondor's hold subcode. */
  readonly reasonSubcode?: number | null;
  /** Null: it did not exit. */
  readonly exitCode: number | null;
  /** The signal that ended it. */
  readonly exitSignal?: number | null;
  /** Processor time, user and system, in s. */
  readonly cpuS: number | null;
  /** Time on a node, s; null: not said. */
  readonly wallS: number | null;
  /** Cores; null: not said. */
  readonly cpus: number | null;
  /** As given: a number of MiB or an expression. */
  readonly requestMemoryRaw: string | null;
}

/** The ids that one complete answer of a scheduler held: jobs of the instance that are open and not named have left the queue. */
export interface QueueFact {
  readonly kind: 'queue';
  readonly scheduler: JobFact['scheduler'];
  readonly instance: string;
  /** UTC ms. */
  readonly seenAt: number;
  readonly ids: readonly string[];
}
