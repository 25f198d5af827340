/** Metrics of slow control: one per quantity with the channel as label, and the age and health of every channel. */

import { definerOf } from './define.ts';
import type { MetricDefinition } from './definition.ts';

const defineMetric = definerOf('cryostat');

/** Series of one quantity; a channel is `<device>/<name>`. */
const maxSeries = 256;
const labels = ['device', 'channel'] as const;

function quantity<const W extends string, const S extends string, const U extends string>(
  word: W,
  suffix: S,
  unit: U,
  help: string,
  range: readonly [number, number],
) {
  return defineMetric({
    name: `flash.cryostat.${word}`,
    exposition: `flash_cryostat_${word}${suffix}` as const,
    kind: 'gauge',
    unit,
    help,
    labels,
    maxSeries,
    range,
  });
}

export const cryostatTemperature = quantity(
  'temperature',
  '_kelvin',
  'K',
  'Temperature, good values only.',
  [0.001, 400],
);
export const cryostatResistance = quantity(
  'resistance',
  '_ohms',
  'Ohm',
  'Resistance of a thermometer.',
  [0, 1e9],
);
export const cryostatPressure = quantity(
  'pressure',
  '_pascals',
  'Pa',
  'Absolute pressure.',
  [0, 1e7],
);
export const cryostatFlow = quantity(
  'flow',
  '_moles_per_second',
  'mol/s',
  'Flow of the mixture.',
  [0, 1],
);
export const cryostatField = quantity(
  'magnetic_field',
  '_tesla',
  'T',
  'Magnetic field.',
  [-20, 20],
);
export const cryostatCurrent = quantity(
  'current',
  '_amperes',
  'A',
  'Current in leads, heaters or coils.',
  [-10_000, 10_000],
);
export const cryostatPower = quantity('power', '_watts', 'W', 'Power of a heater.', [0, 1e5]);
export const cryostatLevel = quantity('level', '_ratio', '1', 'Level of a liquid, 0 to 1.', [0, 1]);
export const cryostatHeight = quantity(
  'height',
  '_meters',
  'm',
  'Height of a liquid in its vessel.',
  [0, 100],
);
export const cryostatFrequency = quantity('frequency', '_hertz', 'Hz', 'Frequency.', [0, 1e12]);
export const cryostatState = quantity(
  'state',
  '',
  '1',
  'State of a valve, pump or switch as the instrument codes it.',
  [-1e6, 1e6],
);
export const cryostatOther = quantity(
  'value',
  '',
  '1',
  'A channel without a known quantity, in its own unit.',
  [-1e30, 1e30],
);

export const channelUp = defineMetric({
  name: 'flash.channel.up',
  exposition: 'flash_channel_up',
  kind: 'gauge',
  unit: '1',
  help: 'Whether the channel gives good values now: 1 yes, 0 silent, over or under range, or off.',
  labels: ['channel'],
  maxSeries: 1_024,
  range: [0, 1],
});

export const channelLastReading = defineMetric({
  name: 'flash.channel.last_reading.time',
  exposition: 'flash_channel_last_reading_timestamp_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'When the channel was last read, UTC seconds since 1970; stays when the value is gone.',
  labels: ['channel'],
  maxSeries: 1_024,
  range: [0, 5e9],
});

export const channelQuality = defineMetric({
  name: 'flash.channel.quality',
  exposition: 'flash_channel_quality',
  kind: 'gauge',
  unit: '1',
  help: 'The quality of the last reading, which is the one whose series is there: 1.',
  labels: ['device', 'channel', 'quantity', 'quality'],
  values: { quality: ['good', 'over', 'under', 'off', 'uncalibrated', 'missing'] },
  maxSeries: 1_024,
  range: [1, 1],
});

export const channelAge = defineMetric({
  name: 'flash.channel.age',
  exposition: 'flash_channel_age_ratio',
  kind: 'gauge',
  unit: '1',
  help: 'Age of the last reading over the age from which the channel is stale: above 1 it is.',
  labels: ['device', 'channel', 'quantity'],
  maxSeries: 1_024,
  range: [0, 1e9],
});

export const channelLimitState = defineMetric({
  name: 'flash.channel.limit.state',
  exposition: 'flash_channel_limit_state',
  kind: 'gauge',
  unit: '1',
  help: 'How the last good value stands to its limits on this side: 0 within, 1 attention, 2 alarm.',
  labels: ['channel', 'side'],
  values: { side: ['low', 'high'] },
  maxSeries: 512,
  range: [0, 2],
});

export const cryostatLines = defineMetric({
  name: 'flash.cryostat.lines',
  exposition: 'flash_cryostat_lines_total',
  kind: 'counter',
  unit: '{line}',
  help: 'Log lines read since the agent started.',
  labels: ['device'],
  range: [0, 1e12],
});

export const cryostatRefusedLines = defineMetric({
  name: 'flash.cryostat.lines.refused',
  exposition: 'flash_cryostat_refused_lines_total',
  kind: 'counter',
  unit: '{line}',
  help: 'Log lines that could not be parsed since the agent started.',
  labels: ['device'],
  range: [0, 1e12],
});

const byQuantity = {
  temperature: cryostatTemperature,
  resistance: cryostatResistance,
  pressure: cryostatPressure,
  flow: cryostatFlow,
  field: cryostatField,
  current: cryostatCurrent,
  power: cryostatPower,
  level: cryostatLevel,
  height: cryostatHeight,
  frequency: cryostatFrequency,
  state: cryostatState,
} as const;
/** The metric of a channel by its quantity (see `ChannelFact`); anything else is `value`. */
export const cryostatByQuantity: Readonly<Record<string, MetricDefinition>> = byQuantity;

/** Every metric of channels of slow control. */
export const cryostatMetrics = [
  ...Object.values(byQuantity),
  cryostatOther,
  channelUp,
  channelLastReading,
  channelQuality,
  channelAge,
  channelLimitState,
  cryostatLines,
  cryostatRefusedLines,
] as const;
