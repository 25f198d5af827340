/** A batch job and its state, from any scheduler. */

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
  readonly submittedAt: number;
  /** When this state was seen. */
  readonly seenAt: number;
  readonly state: JobState;
  /** The scheduler's own word or number, kept as it is. */
  readonly stateRaw: string;
  readonly stateSince: number | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly owner: string | null;
  /** The person behind a pool account (`+FlashUser`). */
  readonly person: string | null;
  /** The run it works on (`+FlashRun`), as given: `campaign/number` or `campaign/directory`. */
  readonly run: string | null;
  readonly name: string | null;
  readonly reason: string | null;
  readonly reasonCode: number | null;
  /** What the code leaves open: HTCondor's hold subcode. */
  readonly reasonSubcode?: number | null;
  readonly exitCode: number | null;
  /** The signal that ended it. */
  readonly exitSignal?: number | null;
  /** Processor time, user and system, in s. */
  readonly cpuS: number | null;
  readonly wallS: number | null;
  readonly cpus: number | null;
  /** As given: a number of MiB or an expression. */
  readonly requestMemoryRaw: string | null;
}

/** The ids that one complete answer of a scheduler held: jobs of the instance that are open and not named have left the queue. */
export interface QueueFact {
  readonly kind: 'queue';
  readonly scheduler: JobFact['scheduler'];
  readonly instance: string;
  readonly seenAt: number;
  readonly ids: readonly string[];
}
