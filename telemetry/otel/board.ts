/** The board of what is known now: the last observations of each source, until they are older than their stale-after. */

import type { Clock } from '../effects.ts';
import { FlashError } from '../errors.ts';
import { implausible, seriesOverflow } from '../metrics/agent.ts';
import type { MetricDefinition, Observation } from '../metrics/definition.ts';
import { namesOf } from '../metrics/foreign.ts';
import type { ForeignFamily } from '../metrics/foreign.ts';

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
    foreign?: readonly ForeignFamily[],
  ) => void;
  /** Adds a source that is asked at each reading (counters of the process itself). */
  readonly ask: (source: () => readonly Observation[]) => void;
  /** Everything that is true now, by metric, in the order metrics were first seen. */
  readonly families: () => readonly MetricFamily[];
  /** What others said that is true now; families with a name among `ours` are left out and counted under it. */
  readonly foreign: (ours: () => ReadonlySet<string>) => readonly ForeignFamily[];
}

/** The label under which metrics of others are counted that have one name between them. */
const OTHERS = 'others';

interface Held {
  readonly observations: readonly Observation[];
  readonly foreign: readonly ForeignFamily[];
  readonly until: number;
}

/** Makes a board; doubles and series over the limit are left out and counted. `put` throws where labels are not those declared. */
export function createBoard(clock: Clock): Board {
  const held = new Map<string, Held>();
  const askers: (() => readonly Observation[])[] = [];
  const overflow = createTally();
  const odd = new Map<string, number>();
  return {
    put(source, observations, staleAfterMs, foreign = []) {
      observations.forEach(checkLabels);
      countImplausible(observations, odd);
      held.set(source, { observations, foreign, until: clock.monotonic() + staleAfterMs });
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
      counted(seriesOverflow, overflow.counts).forEach(add);
      counted(implausible, odd).forEach(add);
      return [...families.values()];
    },
    foreign(ours) {
      const now = clock.monotonic();
      const families = [...held.values()].flatMap(({ foreign, until }) =>
        until > now ? foreign : [],
      );
      const shown: ForeignFamily[] = [];
      if (families.length === 0) return shown;
      const names = ours();
      const taken = new Set(names);
      for (const family of families) {
        const clash = addForeign(family, taken, shown);
        // Names of others are without end: they are counted under one word.
        if (clash !== null)
          overflow.add(family, names.has(clash) ? clash : OTHERS, family.samples.length);
      }
      return shown;
    },
  };
}

/** The last guard of the scrape: one name that two families have would spoil all of it. Returns that name, or null. */
function addForeign(
  family: ForeignFamily,
  taken: Set<string>,
  shown: ForeignFamily[],
): string | null {
  const names = namesOf(family);
  const clash = [...names].find((name) => taken.has(name));
  if (clash !== undefined) return clash;
  for (const name of names) taken.add(name);
  shown.push(family);
  return null;
}

/** Counts of what is left out, by name; one thing is counted once, however often it is scraped. */
interface Tally {
  readonly counts: ReadonlyMap<string, number>;
  readonly add: (thing: object, name: string, by?: number) => void;
}

function createTally(): Tally {
  const counts = new Map<string, number>();
  const known = new WeakSet();
  return {
    counts,
    add(thing, name, by = 1) {
      if (known.has(thing)) return;
      known.add(thing);
      counts.set(name, (counts.get(name) ?? 0) + by);
    },
  };
}

function addPoint(
  observation: Observation,
  families: Map<string, { metric: MetricDefinition; points: Observation[] }>,
  seen: Set<string>,
  overflow: Tally,
): void {
  const { metric, labels } = observation;
  const key = seriesKey(metric, labels);
  const family = families.get(metric.exposition);
  const isFull = family !== undefined && family.points.length >= metric.maxSeries;
  if (isFull || seen.has(key) || Number.isNaN(observation.value)) {
    overflow.add(observation, metric.exposition);
    return;
  }
  seen.add(key);
  if (family === undefined) families.set(metric.exposition, { metric, points: [observation] });
  else family.points.push(observation);
}

function seriesKey(metric: MetricDefinition, labels: Observation['labels']): string {
  return [metric.exposition, ...metric.labels.map((name) => labels[name] ?? '')].join('\0');
}

/** Labels that are not those of the definition are a fault of the program: the round must fail, not lose a value. */
function checkLabels({ metric, labels }: Observation): void {
  const keys = Object.keys(labels);
  if (keys.length === metric.labels.length && metric.labels.every((name) => name in labels)) return;
  throw new FlashError({
    operation: 'show the metric',
    subject: metric.exposition,
    reason: `its labels are ${metric.labels.join(', ') || 'none'}, the collector gave ${keys.join(', ') || 'none'}`,
    hint: 'mend the collector, or the definition in telemetry/metrics',
  });
}

function countImplausible(observations: readonly Observation[], odd: Map<string, number>): void {
  for (const { metric, labels, value } of observations) {
    const [min, max] = metric.range;
    if (value < min || value > max || hasOddLabel(metric, labels))
      odd.set(metric.exposition, (odd.get(metric.exposition) ?? 0) + 1);
  }
}

/** A label with a fixed list of values has another. */
function hasOddLabel({ values }: MetricDefinition, labels: Observation['labels']): boolean {
  for (const key in values) if (values[key]?.includes(labels[key] ?? '') === false) return true;
  return false;
}

function counted(metric: MetricDefinition, counts: ReadonlyMap<string, number>): Observation[] {
  return [...counts].map(([name, value]) => ({ metric, labels: { metric: name }, value }));
}
