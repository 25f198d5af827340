/** What one schedd, pool or log of the list gives in a round. */

import type { CollectorProblem } from '#agents/collector.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';

export interface SourceRound {
  readonly facts: readonly Fact[];
  readonly observations: readonly Observation[];
  readonly problems: readonly CollectorProblem[];
  readonly cursor: Readonly<Record<string, string>>;
  readonly more: boolean;
}

export interface Source {
  /** For messages: the schedd's or pool's name, the log's path. */
  readonly subject: string;
  /** What stays true where the round failed: that it did. */
  readonly down: readonly Observation[];
  /** One round. @throws where the source cannot be read at all. */
  readonly round: () => Promise<SourceRound>;
}

export function parseProblem(subject: string, message: string): CollectorProblem {
  return { reason: 'parse', subject, message };
}
