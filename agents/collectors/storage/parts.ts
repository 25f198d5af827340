/** What each part of the storage collector is: settings in, a piece of the round out; one that fails leaves the others alone. */

import { describeError } from '#telemetry/errors.ts';
import type { MetricDefinition, Observation } from '#telemetry/metrics/definition.ts';

import type { CollectorProblem, CollectorRound } from '../../collector.ts';

export interface StoragePart {
  /** One turn; must end soon after the signal of the round is aborted. */
  readonly turn: () => Promise<CollectorRound>;
}

export const EMPTY_ROUND: CollectorRound = {
  facts: [],
  observations: [],
  problems: [],
  cursor: {},
};

/** Joins what the parts gave. */
export function joinRounds(rounds: readonly CollectorRound[]): CollectorRound {
  return {
    facts: rounds.flatMap(({ facts }) => facts),
    observations: rounds.flatMap(({ observations }) => observations),
    problems: rounds.flatMap(({ problems }) => problems),
    cursor: Object.assign({}, ...rounds.map(({ cursor }) => cursor)) as CollectorRound['cursor'],
    more: rounds.some(({ more }) => more === true),
  };
}

/** Runs a part; what it throws is a problem of this part alone. */
export async function runPart(name: string, part: StoragePart): Promise<CollectorRound> {
  try {
    return await part.turn();
  } catch (thrown) {
    return { ...EMPTY_ROUND, problems: [problem('failed', name, describeError(thrown))] };
  }
}

export function problem(reason: string, subject: string, message: string): CollectorProblem {
  return { reason, subject, message };
}

export function observation(
  metric: MetricDefinition,
  labels: Observation['labels'],
  value: number,
): Observation {
  return { metric, labels, value };
}
