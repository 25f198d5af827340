/** How Grafana shows a unit: its name there, what values are multiplied by, and decimals where the unit has fixed ones. */

import * as units from '@grafana/grafana-foundation-sdk/units';
import { fixedDecimals } from '#telemetry/units.ts';

export interface GrafanaUnit {
  /** As Grafana's list of units has it; `si:` and `suffix:` make one. */
  readonly unit: string;
  /** Values and limits are multiplied by it: people read pressures in mbar. */
  readonly factor: number;
  /** Null: as many as the number needs. */
  readonly decimals: number | null;
}

/** By UCUM code. `si:` lets Grafana choose milli and micro by magnitude. */
const UNITS: Readonly<Record<string, readonly [unit: string, factor: number]>> = {
  K: ['si:K', 1],
  Pa: [units.Millibars, 1e-2],
  'mol/s': ['si:mol/s', 1],
  T: ['si:T', 1],
  A: [units.Ampere, 1],
  V: [units.Volt, 1],
  W: [units.Watt, 1],
  Ohm: [units.Ohm, 1],
  Hz: [units.Hertz, 1],
  By: [units.BytesSI, 1],
  'By/s': [units.BytesPerSecondSI, 1],
  s: [units.Seconds, 1],
  ms: [units.Milliseconds, 1],
  deg: [units.Degrees, 1],
  dB: [units.Decibel, 1],
  '%': [units.Percent, 1],
  '1': [units.NoUnit, 1],
};

/**
 * Returns how Grafana shows a UCUM unit.
 *
 * @param isShare whether 1 is the whole: then in percent
 */
export function grafanaUnit(unit: string, isShare = false): GrafanaUnit {
  if (isShare) return { unit: units.PercentUnit, factor: 1, decimals: 1 };
  const isCount = /^\{.*\}$/.test(unit);
  const [name, factor] = isCount ? [units.NoUnit, 1] : (UNITS[unit] ?? [`suffix: ${unit}`, 1]);
  return { unit: name, factor, decimals: isCount ? 0 : fixedDecimals(unit) };
}
