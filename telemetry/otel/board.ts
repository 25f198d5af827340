/** The board of what is known now: the last observations of each source, until they are older than their stale-after. */

import type { Clock } from '../effects.ts';
import { implausible, seriesOverflow } from '../metrics/agent.ts';
import type { MetricDefinition, Observation } from '../metrics/definition.ts';

/** The values of one metric now; never empty. */
export interface MetricFamily {
  readonly metric: MetricDefinition;
  readonly points: readonly Observation[];
}

export interface Board {
  /** Replaces everything the source has said; what it no longer says is gone. */
  readonly put: (
    source: string,
    observations: readonly Observation[],
    staleAfterMs: number,
  ) => void;
  /** Adds a source that is asked at each reading (counters of the process itself). */
  readonly ask: (source: () => readonly Observation[]) => void;
  /** Everything that is true now, by metric, in the order metrics were first seen. */
  readonly families: () => readonly MetricFamily[];
}

interface Held {
  readonly observations: readonly Observation[];
  readonly until: number;
}

/** Makes a board; labels that do not fit the definition, doubles and series over the limit are left out and counted. */
export function createBoard(clock: Clock): Board {
  const held = new Map<string, Held>();
  const askers: (() => readonly Observation[])[] = [];
  const overflow = new Map<string, number>();
  const odd = new Map<string, number>();
  return {
    put(source, observations, staleAfterMs) {
      countImplausible(observations, odd);
      held.set(source, { observations, until: clock.monotonic() + staleAfterMs });
    },
    ask(source) {
      askers.push(source);
    },
    families() {
      const now = clock.monotonic();
      const families = new Map<string, { metric: MetricDefinition; points: Observation[] }>();
      const seen = new Set<string>();
      const add = (observation: Observation): void => {
        addPoint(observation, families, seen, overflow);
      };
      for (const [source, { observations, until }] of held) {
        if (until <= now) held.delete(source);
        else observations.forEach(add);
      }
      for (const asker of askers) asker().forEach(add);
      counted(seriesOverflow, overflow).forEach(add);
      counted(implausible, odd).forEach(add);
      return [...families.values()];
    },
  };
}

function addPoint(
  observation: Observation,
  families: Map<string, { metric: MetricDefinition; points: Observation[] }>,
  seen: Set<string>,
  overflow: Map<string, number>,
): void {
  const { metric, labels } = observation;
  const key = seriesKey(metric, labels);
  const family = families.get(metric.exposition);
  const isFull = family !== undefined && family.points.length >= metric.maxSeries;
  if (key === null || isFull || seen.has(key) || Number.isNaN(observation.value)) {
    overflow.set(metric.exposition, (overflow.get(metric.exposition) ?? 0) + 1);
    return;
  }
  seen.add(key);
  if (family === undefined) families.set(metric.exposition, { metric, points: [observation] });
  else family.points.push(observation);
}

/** One text per series; null where the labels are not those of the definition. */
function seriesKey(
  metric: MetricDefinition,
  labels: Readonly<Record<string, string>>,
): string | null {
  let key = metric.exposition;
  let found = 0;
  for (const name of metric.labels) {
    const value = labels[name];
    if (value === undefined) return null;
    key += `\0${value}`;
    found += 1;
  }
  return Object.keys(labels).length === found ? key : null;
}

function countImplausible(observations: readonly Observation[], odd: Map<string, number>): void {
  for (const { metric, value } of observations) {
    if (metric.range === null) continue;
    const [min, max] = metric.range;
    if (value < min || value > max)
      odd.set(metric.exposition, (odd.get(metric.exposition) ?? 0) + 1);
  }
}

function counted(metric: MetricDefinition, counts: ReadonlyMap<string, number>): Observation[] {
  return [...counts].map(([name, value]) => ({ metric, labels: { metric: name }, value }));
}
