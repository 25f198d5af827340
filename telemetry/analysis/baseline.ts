/** The line a resonance stands on: a polynomial in dB, and the standing wave of a cable where there is one. */

/** ln(10)/20: from dB to the natural logarithm of an amplitude. */
export const NEPER_PER_DB = Math.LN10 / 20;

/** Form of the logarithmic baseline: polynomial order and whether a sinusoid (cosine, sine, cycles) is added. */
export interface BaselineForm {
  /** Order of the polynomial. */
  readonly order: number;
  readonly hasRipple: boolean;
}

/** Number of parameters of a form: c0..c_order, then cosine, sine, angular frequency over half the span. */
export function countParameters({ order, hasRipple }: BaselineForm): number {
  return order + 1 + (hasRipple ? 3 : 0);
}

/**
 * Value of the logarithm (nepers) at `u` in -1..1, with its derivatives written to `gradient` from `to` on;
 * the parameters begin at `at`.
 */
export function baselineAt(
  form: BaselineForm,
  p: Float64Array,
  at: number,
  u: number,
  gradient: Float64Array,
  to: number,
): number {
  let value = 0;
  let power = 1;
  for (let k = 0; k <= form.order; k += 1) {
    value += (p[at + k] ?? 0) * power;
    gradient[to + k] = power;
    power *= u;
  }
  if (!form.hasRipple) return value;
  const ripple = at + form.order + 1;
  const [a, b, w] = [p[ripple] ?? 0, p[ripple + 1] ?? 0, p[ripple + 2] ?? 0];
  const cos = Math.cos(w * u);
  const sin = Math.sin(w * u);
  const column = to + form.order + 1;
  gradient[column] = cos;
  gradient[column + 1] = sin;
  gradient[column + 2] = u * (b * cos - a * sin);
  return value + a * cos + b * sin;
}
