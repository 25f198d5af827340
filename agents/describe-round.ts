/** Writes a collector's round for a person: metrics with units, facts by kind, problems. */

import type { Fact } from '#telemetry/facts/index.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';
import type { ForeignFamily } from '#telemetry/metrics/foreign.ts';

import type { CollectorRound } from './collector.ts';

/** Facts of one kind that are shown whole; more are counted. */
const SHOWN = 3;

/** Returns the text, ending with an empty line. */
export function describeRound(name: string, round: CollectorRound): string {
  const { observations, facts, problems, foreign = [], more } = round;
  const lines = [
    name,
    ...observations.map((one) => `  ${describeObservation(one)}`),
    ...foreign.map((family) => `  ${describeForeign(family)}`),
    ...describeFacts(facts).map((line) => `  ${line}`),
    ...problems.map(
      ({ reason, subject, message }) => `  problem ${reason}: ${subject}: ${message}`,
    ),
  ];
  if (more === true) lines.push('  more is waiting; the agent would go on at once');
  if (lines.length === 1) lines.push('  nothing to say');
  return `${lines.join('\n')}\n\n`;
}

function describeObservation({ metric, labels, value }: Observation): string {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${text}"`);
  const series =
    pairs.length === 0 ? metric.exposition : `${metric.exposition}{${pairs.join(',')}}`;
  return `${series} ${String(value)}`;
}

function describeForeign({ name, type, samples }: ForeignFamily): string {
  return `of others: ${type} ${name}, ${String(samples.length)} series`;
}

function describeFacts(facts: readonly Fact[]): string[] {
  const byKind = Map.groupBy(facts, (fact) => fact.kind);
  return [...byKind].flatMap(([kind, list]) => [
    `${String(list.length)} ${kind} ${list.length === 1 ? 'fact' : 'facts'}`,
    ...list.slice(0, SHOWN).map((fact) => `  ${JSON.stringify(fact).slice(0, 200)}`),
  ]);
}
