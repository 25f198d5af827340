/** What a metric is: one name inside, one outside, unit, help, labels and plausible range, declared once. */

/** counter: only grows; gauge: any value; info: 1, with what it tells in its labels. */
export type MetricKind = 'counter' | 'gauge' | 'info';

/** Who makes a metric: a collector or those of one kind, the agent about itself, or the hub. */
export const METRIC_OWNERS = [
  'daq',
  'cryostat',
  'storage',
  'batch',
  'kubernetes',
  'mqtt',
  'host',
  'textfile',
  'example',
  'agent',
  'hub',
] as const;
/** One of `METRIC_OWNERS`. */
export type MetricOwner = (typeof METRIC_OWNERS)[number];

/** A metric as it was declared, with nothing left out. */
export interface MetricDefinition {
  /** OpenTelemetry style: `flash.daq.io`. */
  readonly name: string;
  /** Prometheus style, with base unit and kind: `flash_daq_bytes_total`. */
  readonly exposition: string;
  readonly kind: MetricKind;
  /** UCUM code: `By`, `s`, `K`, `1`, `{file}`. */
  readonly unit: string;
  /** One sentence. */
  readonly help: string;
  /** Label keys, fixed; values come with each observation. Never job ids, file names or run paths. */
  readonly labels: readonly string[];
  /** The values that a label may have, where they are a fixed list; the others are bounded by `maxSeries` alone. */
  readonly values: Readonly<Record<string, readonly string[]>>;
  /** More label combinations than this are counted in `flash_agent_series_overflow_total`, not exposed. */
  readonly maxSeries: number;
  /** Inclusive; a value outside is exposed all the same and counted as implausible. */
  readonly range: readonly [min: number, max: number];
  /** Also delivered as readings of a channel `<node>/<metric>/<labels>`, at most once in this many milliseconds. */
  readonly recordMs: number | null;
  /** age: of a time, how long ago it was is recorded, in seconds, under a name that ends in `.age`. */
  readonly recordAs: 'value' | 'age';
  readonly owner: MetricOwner;
}

/** One value of a metric now; a point that is not produced in a round is gone from `/metrics` at once. */
export interface Observation {
  readonly metric: MetricDefinition;
  readonly labels: Readonly<Record<string, string>>;
  /** In the metric's unit. */
  readonly value: number;
}
