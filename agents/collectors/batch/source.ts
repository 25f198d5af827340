/** What one schedd, pool, log or cluster of a list gives in a round, and how the rounds of a list become one. */

import type { CollectorProblem, CollectorRound } from '#agents/collector.ts';
import { describeError } from '#telemetry/errors.ts';
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
  /** For messages: the name of a schedd, pool or cluster, the path of a log. */
  readonly subject: string;
  /** What stays true where the round failed: that it did. */
  readonly down: readonly Observation[];
  /** One round. @throws where the source cannot be read at all. */
  readonly round: () => Promise<SourceRound>;
}

export function parseProblem(subject: string, message: string): CollectorProblem {
  return { reason: 'parse', subject, message };
}

type Tried = { readonly round: SourceRound } | { readonly source: Source; readonly error: unknown };

/** One round of a source; never throws. */
export async function tryRound(source: Source): Promise<Tried> {
  try {
    return { round: await source.round() };
  } catch (error) {
    return { source, error };
  }
}

/** One round of all sources; one that failed is a problem while another answered. @throws the first error where none did. */
export function gather(tried: readonly Tried[]): CollectorRound {
  const rounds = tried.flatMap((one) => ('round' in one ? [one.round] : []));
  const failed = tried.flatMap((one) => ('round' in one ? [] : [one]));
  if (rounds.length === 0 && failed[0] !== undefined) throw failed[0].error;
  const problems: CollectorProblem[] = failed.map(({ source, error }) => ({
    reason: 'unavailable',
    subject: source.subject,
    message: describeError(error),
  }));
  return {
    facts: rounds.flatMap(({ facts }) => facts),
    observations: [
      ...rounds.flatMap(({ observations }) => observations),
      ...failed.flatMap(({ source }) => source.down),
    ],
    problems: [...rounds.flatMap((round) => round.problems), ...problems],
    cursor: Object.assign({}, ...rounds.map(({ cursor }) => cursor)),
    more: rounds.some(({ more }) => more),
  };
}
