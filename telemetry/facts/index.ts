/** Every kind of fact there is: something that happened, with its own time and a natural key. */

import type { EntryFact, FlagFact } from './entry.ts';
import type { CopyListFact, FileFact, ReplicaFact } from './file.ts';
import type { GapFact } from './gap.ts';
import type { ImportRowFact } from './import-row.ts';
import type { JobFact, QueueFact } from './job.ts';
import type { QuotaFact } from './quota.ts';
import type { ChannelFact, ReadingsFact } from './reading.ts';
import type { SweepFact } from './sweep.ts';
import type { UsageFact } from './usage.ts';

/** Anything that an agent delivers; `kind` tells which. */
export type Fact =
  | ChannelFact
  | ReadingsFact
  | FileFact
  | ReplicaFact
  | CopyListFact
  | SweepFact
  | JobFact
  | QueueFact
  | UsageFact
  | QuotaFact
  | EntryFact
  | FlagFact
  | ImportRowFact
  | GapFact;

/** The word that tells facts apart. */
export type FactKind = Fact['kind'];
