/** The last values of one series, and what is asked of them over a span: mean, extremes, growth, slope; as Prometheus defines them. */

/** At most about this many values are kept of the widest span; the newest is always exact. */
const KEPT = 720;

export interface Window {
  put(t: number, value: number): void;
  /** Mean, highest and lowest of `from` <= t <= `now`; null: no value. */
  avg(from: number, now: number): number | null;
  max(from: number, now: number): number | null;
  min(from: number, now: number): number | null;
  /** How much a counter grew, to the ends of the span as Prometheus's `increase` extrapolates; null: under two values. */
  increase(from: number, now: number): number | null;
  /** Per second, the line of least squares (`deriv`); null: under two values. */
  slope(from: number, now: number): number | null;
}

/** Makes an empty window that keeps `widestMs`, at steps of a 720th of it. */
export function createWindow(widestMs: number): Window {
  return new SpanWindow(widestMs);
}

class SpanWindow implements Window {
  readonly #widestMs: number;
  #times: number[] = [];
  #values: number[] = [];
  /** What lies before is forgotten. */
  #first = 0;
  #version = 0;
  readonly #cached = new Map<string, { readonly key: string; readonly value: number | null }>();

  constructor(widestMs: number) {
    this.#widestMs = widestMs;
  }

  put(t: number, value: number): void {
    this.#version += 1;
    const before = this.#times.at(-2);
    // Within a step the newest value takes the place of the one before it.
    if (before !== undefined && t - before < this.#widestMs / KEPT) {
      this.#times[this.#times.length - 1] = t;
      this.#values[this.#values.length - 1] = value;
    } else {
      this.#times.push(t);
      this.#values.push(value);
    }
    this.#forget(t - this.#widestMs);
  }

  avg(from: number, now: number): number | null {
    const total = this.#fold('sum', from, now, (a, b) => a + b);
    return total === null ? null : total / (this.#times.length - this.#indexOf(from));
  }

  max(from: number, now: number): number | null {
    return this.#fold('max', from, now, Math.max);
  }

  min(from: number, now: number): number | null {
    return this.#fold('min', from, now, Math.min);
  }

  increase(from: number, now: number): number | null {
    const begin = this.#indexOf(from);
    return increaseOf(this.#times.slice(begin), this.#values.slice(begin), from, now);
  }

  slope(from: number, now: number): number | null {
    return this.#once(spanned('slope', from, now), from, (begin) =>
      slopeOf(this.#times.slice(begin), this.#values.slice(begin)),
    );
  }

  /** Index of the first value from `from` on. */
  #indexOf(from: number): number {
    let [low, high] = [this.#first, this.#times.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#times[middle] ?? 0) < from) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #forget(before: number): void {
    while (this.#first < this.#times.length && (this.#times[this.#first] ?? 0) < before)
      this.#first += 1;
    if (this.#first < KEPT) return;
    this.#times = this.#times.slice(this.#first);
    this.#values = this.#values.slice(this.#first);
    this.#first = 0;
  }

  #fold(
    what: string,
    from: number,
    now: number,
    join: (a: number, b: number) => number,
  ): number | null {
    return this.#once(spanned(what, from, now), from, (begin) => {
      const values = this.#values;
      let result = values[begin] ?? Number.NaN;
      for (let i = begin + 1; i < values.length; i += 1) result = join(result, values[i] ?? 0);
      return result;
    });
  }

  /** The same values are not folded twice: what counts is where they begin and that nothing was put. */
  #once(what: string, from: number, fold: (begin: number) => number | null): number | null {
    const begin = this.#indexOf(from);
    if (begin >= this.#times.length) return null;
    const key = `${String(this.#version)} ${String(this.#times[begin])}`;
    const known = this.#cached.get(what);
    if (known?.key === key) return known.value;
    const value = fold(begin);
    this.#cached.set(what, { key, value });
    return value;
  }
}

function spanned(what: string, from: number, now: number): string {
  return `${what}${String(Math.round((now - from) / 1_000))}`;
}

/** After `increase` of Prometheus: the growth seen, and what lies before the first and after the last value where those are near the ends. */
export function increaseOf(
  times: readonly number[],
  values: readonly number[],
  from: number,
  now: number,
): number | null {
  const [begin, end, start] = [times[0], times.at(-1), values[0]];
  if (times.length < 2 || begin === undefined || end === undefined || start === undefined)
    return null;
  let growth = 0;
  for (let i = 1; i < values.length; i += 1) {
    const [before, value] = [values[i - 1] ?? 0, values[i] ?? 0];
    // A counter that fell began anew at 0.
    growth += value < before ? value : value - before;
  }
  const sampled = end - begin;
  if (sampled <= 0) return growth;
  const mean = sampled / (times.length - 1);
  const near = mean * 1.1;
  let [before, after] = [begin - from, now - end];
  // A counter is not taken back below 0.
  if (growth > 0 && start >= 0) before = Math.min(before, sampled * (start / growth));
  if (before >= near) before = mean / 2;
  if (after >= near) after = mean / 2;
  return growth * ((sampled + Math.max(0, before) + Math.max(0, after)) / sampled);
}

/** The slope per second of the line of least squares. */
export function slopeOf(times: readonly number[], values: readonly number[]): number | null {
  const count = times.length;
  const origin = times[0];
  if (count < 2 || origin === undefined) return null;
  let [sumX, sumY, sumXY, sumXX] = [0, 0, 0, 0];
  for (let i = 0; i < count; i += 1) {
    const x = ((times[i] ?? 0) - origin) / 1_000;
    const y = (values[i] ?? 0) - (values[0] ?? 0);
    sumX += x;
    sumY += y;
    sumXY += x * y;
    sumXX += x * x;
  }
  const spread = sumXX - (sumX * sumX) / count;
  return spread === 0 ? null : (sumXY - (sumX * sumY) / count) / spread;
}
