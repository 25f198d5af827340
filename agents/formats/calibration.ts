/** Calibration curves from a sensor's value (a resistance, a voltage) to what it measures; beyond their ends there is no value. */

/** Points of a curve, joined by straight lines, or by straight lines in the logarithms of both. */
export interface PointCurve {
  readonly kind: 'points';
  readonly interpolation: 'linear' | 'log-log';
  /** `[sensor's value, measured value]`, in any order, at least two, each sensor's value once. */
  readonly points: readonly (readonly [number, number])[];
}

/** A polynomial in the sensor's value, or in its decimal logarithm for the measured value's decimal logarithm. */
export interface PolynomialCurve {
  readonly kind: 'polynomial';
  readonly variable: 'linear' | 'log10';
  /** From the constant upwards. */
  readonly coefficients: readonly number[];
  /** Sensor's values between which the curve holds. */
  readonly from: number;
  readonly to: number;
}

/** A thermometer's curve: points to go between, or a polynomial. */
export type CalibrationCurve = PointCurve | PolynomialCurve;

/** Gives the measured value, or null where the curve does not reach. */
export type Calibration = (sensor: number) => number | null;

/** Place of the last point at or below `x` among ascending ones, -1 where there is none. */
function findBelow(xs: readonly number[], x: number): number {
  let low = 0;
  let high = xs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((xs[middle] ?? 0) <= x) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function pointCalibration({ points, interpolation }: PointCurve): Calibration {
  const sorted = points.toSorted(([a], [b]) => a - b);
  const isLog = interpolation === 'log-log';
  const scale = (value: number): number => (isLog ? Math.log(value) : value);
  const xs = sorted.map(([x]) => x);
  const ys = sorted.map(([, y]) => y);
  return (sensor) => {
    const at = findBelow(xs, sensor);
    const [x0, y0] = [xs[at], ys[at]];
    if (x0 === undefined || y0 === undefined) return null;
    // A point of the curve is exactly its value.
    if (x0 === sensor) return y0;
    const [x1, y1] = [xs[at + 1], ys[at + 1]];
    if (x1 === undefined || y1 === undefined) return null;
    const share = (scale(sensor) - scale(x0)) / (scale(x1) - scale(x0));
    const value = scale(y0) + share * (scale(y1) - scale(y0));
    return isLog ? Math.exp(value) : value;
  };
}

function polynomialCalibration(curve: PolynomialCurve): Calibration {
  const { variable, coefficients, from, to } = curve;
  const isLog = variable === 'log10';
  return (sensor) => {
    if (!(sensor >= from && sensor <= to)) return null;
    const x = isLog ? Math.log10(sensor) : sensor;
    const y = coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
    const value = isLog ? 10 ** y : y;
    return Number.isFinite(value) ? value : null;
  };
}

/** Makes the function of a curve. */
export function createCalibration(curve: CalibrationCurve): Calibration {
  return curve.kind === 'points' ? pointCalibration(curve) : polynomialCalibration(curve);
}

/** Says what is wrong with a curve, null where nothing is. */
export function checkCurve(curve: CalibrationCurve): string | null {
  if (curve.kind === 'polynomial') {
    if (!(curve.from < curve.to)) return 'expected from to be less than to';
    return curve.variable === 'log10' && curve.from <= 0 ? 'expected from to be above 0' : null;
  }
  const { points, interpolation } = curve;
  if (new Set(points.map(([x]) => x)).size < points.length) {
    return "expected each of the sensor's values once";
  }
  const isPositive = points.every(([x, y]) => x > 0 && y > 0);
  return interpolation === 'log-log' && !isPositive
    ? 'expected only values above 0 where the interpolation is log-log'
    : null;
}
