/** Under which name and unit a metric is pushed by OTLP, so that it is called in Prometheus what `/metrics` calls it. */

import type { MetricDefinition } from '../metrics/definition.ts';

export interface PushedName {
  readonly name: string;
  readonly unit: string;
}

/** Units that the translation's table does not know are sent as words. */
const UNIT_WORDS: Readonly<Record<string, string>> = {
  K: 'kelvin',
  T: 'tesla',
  Pa: 'pascals',
  Ohm: 'ohms',
  'mol/s': 'moles_per_second',
};

/** UCUM units as Prometheus writes them. */
const WORDS: Readonly<Record<string, string>> = {
  d: 'days',
  h: 'hours',
  min: 'minutes',
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
  By: 'bytes',
  m: 'meters',
  V: 'volts',
  A: 'amperes',
  J: 'joules',
  W: 'watts',
  g: 'grams',
  Cel: 'celsius',
  Hz: 'hertz',
  '%': 'percent',
  '1': '',
};

const PER: Readonly<Record<string, string>> = { s: 'second', m: 'minute', h: 'hour', d: 'day' };

/**
 * What a receiver makes of a name: words joined by underscores, the unit and `total` behind them where they are not there.
 * Source: OpenTelemetry specification, "Prometheus and OpenMetrics Compatibility", and Prometheus's OTLP receiver.
 */
export function translateName({ name, unit }: PushedName, isCounter: boolean): string {
  const words = name.split(/[^A-Za-z0-9:]+/).filter((word) => word !== '');
  const [main = '', per] = unit.includes('{') ? [] : unit.split('/', 2);
  const mainWord = WORDS[main] ?? main;
  if (mainWord !== '' && !words.includes(mainWord)) words.push(mainWord);
  const perWord = per === undefined ? '' : (PER[per] ?? per);
  // Some receivers leave "per second" out where the name ends with it; the Collector's exporter says it twice.
  if (perWord !== '') words.push('per', perWord);
  const without = (word: string): string[] => words.filter((one) => one !== word);
  if (isCounter) return [...without('total'), 'total'].join('_');
  return (unit === '1' ? [...without('ratio'), 'ratio'] : words).join('_');
}

const known = new WeakMap<MetricDefinition, PushedName>();

/** Returns the inner name where it becomes the outer one on the way, else the outer one, which stays as it is. */
export function pushedName(metric: MetricDefinition): PushedName {
  const found = known.get(metric) ?? choose(metric);
  known.set(metric, found);
  return found;
}

function choose(metric: MetricDefinition): PushedName {
  const { name, exposition, kind } = metric;
  const unit = pushedUnit(metric);
  const candidates = [
    { name, unit },
    { name: exposition, unit },
    { name: exposition, unit: '' },
  ];
  const fits = (one: PushedName): boolean => translateName(one, kind === 'counter') === exposition;
  return candidates.find(fits) ?? { name: exposition, unit: '' };
}

/** A 1 that is no ratio is sent without a unit: Prometheus would call it one. */
function pushedUnit({ unit, exposition }: MetricDefinition): string {
  if (unit === '1' && !exposition.endsWith('_ratio')) return '';
  return UNIT_WORDS[unit] ?? unit;
}
