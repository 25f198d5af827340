/** Channels that are made of others by a calibration: the sensor's own reading stays, the calibrated one stands beside it. */

import type { JoinedReading } from '#agents/formats/bluefors-join.ts';
import type { Calibration, CalibrationCurve } from '#agents/formats/calibration.ts';
import { createCalibration } from '#agents/formats/calibration.ts';

/** A channel made of another one of the same device. */
export interface DerivedChannel {
  readonly channel: string;
  /** The channel of the sensor's own values. */
  readonly of: string;
  readonly curve: CalibrationCurve;
}

/** Gives the readings with those that are made of them, each just behind its source. */
export type Calibrate = (readings: readonly JoinedReading[]) => readonly JoinedReading[];

/** A calibrated reading keeps time and text; beyond the curve it has no value and is `uncalibrated`. */
function derive(reading: JoinedReading, channel: string, calibrate: Calibration): JoinedReading {
  const { value, quality, note } = reading;
  if (value === null) return { ...reading, channel };
  const measured = calibrate(value);
  if (measured !== null) return { ...reading, channel, value: measured };
  const why = note ?? `${value} is beyond the calibration`;
  return {
    ...reading,
    channel,
    value: null,
    quality: quality === 'good' ? 'uncalibrated' : quality,
    note: why,
  };
}

/** Makes the step that adds derived channels. */
export function createCalibrate(derived: readonly DerivedChannel[]): Calibrate {
  if (derived.length === 0) return (readings) => readings;
  const bySource = Map.groupBy(
    derived.map(({ channel, of, curve }) => ({
      channel,
      of,
      calibrate: createCalibration(curve),
    })),
    ({ of }) => of,
  );
  return (readings) =>
    readings.flatMap((reading) => {
      const made = bySource.get(reading.channel);
      if (made === undefined) return [reading];
      return [
        reading,
        ...made.map(({ channel, calibrate }) => derive(reading, channel, calibrate)),
      ];
    });
}
