/** Evaluates conditions over series in memory, by the rules of PromQL: no value is no answer, and common labels join. */

import type { AlertDefinition } from './definition.ts';
import type { Comparison, Condition, Selection, Value } from './expression.ts';
import { common, joinLabels, labelsOfMetric, labelsOfValue } from './result.ts';
import type { Labels, SampleStore, Series } from './samples.ts';
import { subjectOf } from './samples.ts';
import { limitsOf } from './threshold.ts';

/** One value with its labels. */
export interface Element {
  readonly labels: Labels;
  readonly value: number;
}

type Vector = readonly Element[];

/** One evaluation: its time, and what was worked out already in it. */
interface Round {
  readonly now: number;
  readonly done: Map<string, Vector>;
}

/** Which alarms of the alert are raised: those clear at `clear`, not at `value`. */
type Raised = readonly Labels[];

type Ask = (round: Round) => Vector;
type AskCondition = (round: Round, raised: Raised) => Vector;

/** Returns what each alert's condition gives at a time, in the order of the alerts; `raised` by their names. */
export type Evaluate = (
  now: number,
  raised: ReadonlyMap<string, Raised>,
) => readonly { readonly alert: AlertDefinition; readonly elements: Vector }[];

const NONE: readonly never[] = [];

/** Prepares the evaluation of alerts; equal parts of them are worked out once a round. */
export function createEvaluator(
  alerts: readonly AlertDefinition[],
  samples: Pick<SampleStore, 'of'>,
): Evaluate {
  const prepared = alerts.map((alert) => ({ alert, ask: condition(alert.when, samples) }));
  return (now, raised) => {
    const round: Round = { now, done: new Map() };
    return prepared.map(({ alert, ask }) => ({
      alert,
      elements: ask(round, raised.get(alert.name) ?? NONE),
    }));
  };
}

/** Returns how far back each metric of the alerts is asked for, ms. */
export function widestWindows(alerts: readonly AlertDefinition[]): (metric: string) => number {
  const widest = new Map<string, number>();
  const note = ({ metric }: Selection, overMs: number): void => {
    widest.set(metric, Math.max(widest.get(metric) ?? 0, overMs));
  };
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('overMs' in node && typeof node.overMs === 'number') {
      const of = 'grows' in node ? node.grows : 'of' in node ? node.of : null;
      note(of as Selection, node.overMs);
    }
    for (const inner of Object.values(node)) visit(inner);
  };
  for (const { when } of alerts) visit(when);
  return (metric) => widest.get(metric) ?? 0;
}

const MEETS: Readonly<Record<Comparison, (value: number, limit: number) => boolean>> = {
  above: (value, limit) => value > limit,
  below: (value, limit) => value < limit,
  atLeast: (value, limit) => value >= limit,
  equal: (value, limit) => value === limit,
};

function condition(node: Condition, samples: Pick<SampleStore, 'of'>): AskCondition {
  if (node.op === 'compare') return comparison(node, samples);
  if (node.op === 'absent') {
    const ask = value({ op: 'last', of: node.of, unit: '1' }, samples);
    return (round) => (ask(round).length === 0 ? [{ labels: {}, value: 1 }] : NONE);
  }
  const [left, right] = [condition(node.left, samples), condition(node.right, samples)];
  if (node.op === 'or') {
    return (round, raised) => {
      const first = left(round, raised);
      const known = new Set(first.map(({ labels }) => subjectOf(labels)));
      return [
        ...first,
        ...right(round, raised).filter(({ labels }) => !known.has(subjectOf(labels))),
      ];
    };
  }
  const on = joinLabels(node);
  const isWanted = node.op === 'and';
  return (round, raised) => {
    const first = left(round, raised);
    if (first.length === 0) return NONE;
    const keys = new Set(right(round, raised).map(({ labels }) => keyOf(labels, on)));
    return first.filter(({ labels }) => keys.has(keyOf(labels, on)) === isWanted);
  };
}

function comparison(
  { value: of, is, threshold }: Extract<Condition, { op: 'compare' }>,
  samples: Pick<SampleStore, 'of'>,
): AskCondition {
  const ask = value(of, samples);
  const meets = MEETS[is];
  const { raise, clear } = limitsOf(threshold, of.unit);
  const on = labelsOfValue(of);
  return (round, raised) => {
    if (clear === raise || raised.length === 0)
      return ask(round).filter((element) => meets(element.value, raise));
    const held = new Set(raised.map((labels) => keyOf(labels, on)));
    return ask(round).filter(
      (element) =>
        meets(element.value, raise) ||
        (meets(element.value, clear) && held.has(keyOf(element.labels, on))),
    );
  };
}

/** Equal values, wherever they stand, are asked once a round. */
function value(node: Value, samples: Pick<SampleStore, 'of'>): Ask {
  const key = JSON.stringify(node);
  const ask = work(node, samples);
  return (round) => {
    const known = round.done.get(key);
    if (known !== undefined) return known;
    const vector = ask(round);
    round.done.set(key, vector);
    return vector;
  };
}

function work(node: Value, samples: Pick<SampleStore, 'of'>): Ask {
  switch (node.op) {
    case 'last':
      return each(node.of, samples, (series, now) => series.at(now));
    case 'age':
      return each(node.of, samples, (series, now) => times(series, now, -1));
    case 'until':
      return each(node.of, samples, (series, now) => times(series, now, 1));
    case 'avgOver':
      return over(node, samples, 'avg');
    case 'maxOver':
      return over(node, samples, 'max');
    case 'minOver':
      return over(node, samples, 'min');
    case 'increase':
      return over(node, samples, 'increase');
    case 'slope':
      return over(node, samples, 'slope');
    case 'timeLeft':
      return timeLeft(node, samples);
    case 'sum':
    case 'max':
    case 'min':
      return fold(node, samples);
    case 'ratio':
    case 'difference':
      return join(node, samples);
    case 'abs': {
      const ask = value(node.of, samples);
      return (round) =>
        ask(round).map((element) => ({ labels: element.labels, value: Math.abs(element.value) }));
    }
  }
}

/** Seconds from now to the time that a series tells, or, with -1, since it. */
function times(series: Series, now: number, sign: 1 | -1): number | null {
  const at = series.at(now);
  return at === null ? null : sign * (at - now / 1_000);
}

/** The series of a selection that have a value; which series those are is looked up only when some came or went. */
function each(
  { metric, where }: Selection,
  samples: Pick<SampleStore, 'of'>,
  read: (series: Series, now: number) => number | null,
): Ask {
  const wanted = Object.entries(where);
  let all: readonly Series[] | null = null;
  let selected: readonly Series[] = NONE;
  return ({ now }) => {
    const list = samples.of(metric);
    if (list !== all) {
      all = list;
      selected = list.filter(({ labels }) =>
        wanted.every(([label, values]) => values.includes(labels[label] ?? '')),
      );
    }
    const vector: Element[] = [];
    for (const series of selected) {
      const found = read(series, now);
      if (found !== null) vector.push({ labels: series.labels, value: found });
    }
    return vector;
  };
}

type Over = Extract<Value, { readonly overMs: number }>;

function over(
  { of, overMs }: Exclude<Over, { op: 'timeLeft' }>,
  samples: Pick<SampleStore, 'of'>,
  what: 'avg' | 'max' | 'min' | 'increase' | 'slope',
): Ask {
  return each(of, samples, ({ window }, now) =>
    window === null ? null : window[what](now - overMs, now),
  );
}

function timeLeft(
  { room, grows, overMs }: Extract<Value, { op: 'timeLeft' }>,
  samples: Pick<SampleStore, 'of'>,
): Ask {
  const left = value(room, samples);
  const slopes = value({ op: 'slope', of: grows, overMs, unit: '1' }, samples);
  const on = common(labelsOfValue(room), labelsOfMetric(grows.metric));
  return (round) =>
    joined(
      left(round),
      slopes(round).filter((slope) => slope.value > 0),
      on,
      (a, b) => a / b,
    );
}

function join(
  node: Extract<Value, { op: 'ratio' | 'difference' }>,
  samples: Pick<SampleStore, 'of'>,
): Ask {
  const [left, right] = [value(node.left, samples), value(node.right, samples)];
  const on = common(labelsOfValue(node.left), labelsOfValue(node.right));
  if (node.op === 'difference')
    return (round) => joined(left(round), right(round), on, (a, b) => a - b);
  return (round) =>
    joined(
      left(round),
      right(round).filter((element) => element.value !== 0),
      on,
      (a, b) => a / b,
    );
}

function joined(
  left: Vector,
  right: Vector,
  on: readonly string[],
  combine: (a: number, b: number) => number,
): Vector {
  if (left.length === 0 || right.length === 0) return NONE;
  const byKey = new Map(right.map((element) => [keyOf(element.labels, on), element.value]));
  return left.flatMap(({ labels, value: a }) => {
    const b = byKey.get(keyOf(labels, on));
    return b === undefined ? [] : [{ labels: pick(labels, on), value: combine(a, b) }];
  });
}

const FOLDS = {
  sum: (a: number, b: number) => a + b,
  max: (a: number, b: number) => Math.max(a, b),
  min: (a: number, b: number) => Math.min(a, b),
} as const;

function fold(
  { op, by, of }: Extract<Value, { op: 'sum' | 'max' | 'min' }>,
  samples: Pick<SampleStore, 'of'>,
): Ask {
  const ask = value(of, samples);
  const combine = FOLDS[op];
  return (round) => {
    const groups = new Map<string, { labels: Labels; value: number }>();
    for (const element of ask(round)) {
      const key = keyOf(element.labels, by);
      const group = groups.get(key);
      if (group === undefined)
        groups.set(key, { labels: pick(element.labels, by), value: element.value });
      else group.value = combine(group.value, element.value);
    }
    return [...groups.values()];
  };
}

/** Labels that are not there are as if empty. */
export function keyOf(labels: Labels, on: readonly string[]): string {
  let key = '';
  for (const label of on) key += `${labels[label] ?? ''}\u0000`;
  return key;
}

function pick(labels: Labels, on: readonly string[]): Labels {
  return Object.fromEntries(
    on.flatMap((label) => (labels[label] === undefined ? [] : [[label, labels[label]]])),
  );
}
