/** Metrics that are not in the catalogue: what others wrote in the formats of Prometheus and OpenMetrics, passed on as it is. */

/** The types of OpenMetrics 1.0. */
export const FOREIGN_TYPES = [
  'counter',
  'gauge',
  'histogram',
  'gaugehistogram',
  'summary',
  'info',
  'stateset',
  'unknown',
] as const;

/** One of `FOREIGN_TYPES`. */
export type ForeignType = (typeof FOREIGN_TYPES)[number];

/** One sample of somebody else's metric. */
export interface ForeignSample {
  /** Whole, with `_total`, `_bucket` and the like. */
  readonly name: string;
  /** Keys and values in the order written; values without escapes. */
  readonly labels: readonly (readonly [key: string, value: string])[];
  /** As it was written, in whatever unit its writer meant. */
  readonly value: number;
}

/** A metric of somebody else with its samples. */
export interface ForeignFamily {
  /** Without `_total` and `_info`, as OpenMetrics names families; a counter without `_total` keeps its whole name. */
  readonly name: string;
  readonly type: ForeignType;
  /** What OpenMetrics can call it by its stricter rules; `unknown` where the type as written would make a scrape unlawful. */
  readonly openType: ForeignType;
  /** Without escapes; null where its file says nothing. */
  readonly help: string | null;
  /** At least one; those of one metric stand together. */
  readonly samples: readonly ForeignSample[];
}

/** What a family's samples may be called after its name, by type (OpenMetrics 1.0, "Suffixes"). */
export const SAMPLE_ENDS: Readonly<Record<ForeignType, readonly string[]>> = {
  counter: ['_total', '_created'],
  gauge: [''],
  histogram: ['_bucket', '_count', '_sum', '_created'],
  gaugehistogram: ['_bucket', '_gcount', '_gsum'],
  summary: ['', '_count', '_sum', '_created'],
  info: ['_info'],
  stateset: [''],
  unknown: [''],
};

/** Every name that a family takes, in either format: none of them may be another's. */
export function namesOf(family: ForeignFamily): ReadonlySet<string> {
  const { name, type, openType, samples } = family;
  const names = new Set(samples.map((sample) => sample.name));
  if (openType !== 'unknown' || type === 'histogram' || type === 'summary') names.add(name);
  if (openType !== 'unknown') for (const end of SAMPLE_ENDS[openType]) names.add(`${name}${end}`);
  return names;
}

/** The key of one series, the same in whatever order its labels stand. */
export function seriesKeyOf({ name, labels }: ForeignSample): string {
  const pairs = labels.map(([key, value]) => `${key}\u0001${value}`);
  return [name, ...pairs.toSorted()].join('\u0000');
}
