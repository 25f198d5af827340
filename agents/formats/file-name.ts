/** What a file's name says: sweep or data, which parameter, and at which tuner angle. */

/** What a sweep measured: reflection or transmission. */
export type SweepParameter = 's11' | 's21';

/** The meaning of a name; null is: the name does not say. */
export interface NamedFile {
  readonly sweep: SweepParameter | null;
  readonly tunerDeg: number | null;
}

/** `S11_20p2deg.txt`, `s11 19deg.csv`, `S21-25,0deg`: `p`, a point or a comma is the decimal sign. */
const ANGLE = /(?:^|[^\dA-Za-z.,+-])(-?\d{1,3}(?:[p.,]\d{1,4})?)\s*deg(?:rees)?(?![A-Za-z])/i;
const SWEEP = /(?:^|[^A-Za-z0-9])(s11|s21)(?![0-9])/i;

/** Largest angle that is believed, degrees. */
const MAX_ANGLE = 360;

/** Reads parameter and tuner angle from a file name (not a path). */
export function readFileName(name: string): NamedFile {
  const parameter = SWEEP.exec(name)?.[1]?.toLowerCase();
  const sweep = parameter === 's11' || parameter === 's21' ? parameter : null;
  const printed = ANGLE.exec(name)?.[1];
  const angle = printed === undefined ? Number.NaN : Number(printed.replace(/[p,]/i, '.'));
  return { sweep, tunerDeg: Math.abs(angle) <= MAX_ANGLE ? angle : null };
}

/** Whether a name is that of a sweep in a form `parseSweep` may read. */
export function isSweepName(name: string): boolean {
  return /\.s[12]p$/i.test(name) || (SWEEP.test(name) && /\.(txt|csv|dat|tsv)$/i.test(name));
}
