/** Alerts about the cold: temperatures, sensors, helium, and what keeps it cold. */

import { alertsOf } from '#telemetry/alerts/definition.ts';
import {
  above,
  atLeast,
  equal,
  last,
  min,
  minOver,
  ratio,
  unless,
} from '#telemetry/alerts/words.ts';
import { thresholds } from '../thresholds.ts';
import { MINUTE, SECOND } from './spans.ts';

const ofTemperatures = { role: ['t_cav', 't_mc', 'temperature'], side: 'high' } as const;

/** What instruments measure; states of valves and programs come when they change, or not. */
const MEASURED = [
  'temperature',
  'resistance',
  'pressure',
  'flow',
  'field',
  'current',
  'power',
  'level',
  'height',
  'frequency',
  'value',
] as const;

const staleness = last('flash_channel_age_ratio', { quantity: MEASURED });
const ofThermometers = last('flash_channel_age_ratio', { quantity: 'temperature' });

const gauges = (quality: readonly ('good' | 'over' | 'under' | 'off' | 'uncalibrated')[]) =>
  equal(last('flash_channel_quality', { quantity: 'pressure', quality }), thresholds.sensorBeyond);

/** The control unit has switched every gauge of the device off: nobody measures, and nobody waits for a reading. */
const switchedOff = unless(gauges(['off']), gauges(['good', 'over', 'under', 'uncalibrated']), [
  'device',
]);

export const cryogenicsAlerts = alertsOf('cryogenics', [
  {
    name: 'TemperatureHigh',
    severity: 'warning',
    when: atLeast(last('flash_key_limit_state', ofTemperatures), thresholds.limitAttention),
    forMs: 2 * MINUTE,
    summary: '{channel} is warmer than its limit for attention.',
    parents: [{ alert: 'TemperatureAlarm', equal: ['channel'] }],
    needs: ['limits'],
    owner: 'shifter',
  },
  {
    name: 'TemperatureAlarm',
    severity: 'critical',
    when: atLeast(last('flash_key_limit_state', ofTemperatures), thresholds.limitAlarm),
    forMs: MINUTE,
    summary: '{channel} is warmer than its limit for alarm: data of now are doubtful.',
    parents: [
      { alert: 'Quench', equal: [] },
      { alert: 'CompressorStopped', equal: [] },
    ],
    needs: ['limits'],
    owner: 'cryogenics expert',
  },
  {
    name: 'TemperatureRising',
    severity: 'warning',
    when: above(
      ratio(
        last('flash_cryostat_temperature_kelvin'),
        minOver('flash_cryostat_temperature_kelvin', 10 * MINUTE),
      ),
      thresholds.fastRise,
    ),
    forMs: 2 * MINUTE,
    summary: '{channel} rose to {value} times its lowest value of the last 10 min.',
    parents: [
      { alert: 'Quench', equal: [] },
      { alert: 'CompressorStopped', equal: [] },
      { alert: 'TemperatureAlarm', equal: ['channel'] },
    ],
    needs: ['slow control'],
    owner: 'cryogenics expert',
  },
  {
    name: 'PressureOutOfLimits',
    severity: 'warning',
    when: atLeast(last('flash_key_limit_state', { role: 'pressure' }), thresholds.limitAttention),
    forMs: MINUTE,
    summary: 'The pressure {channel} is beyond its limit on the {side} side.',
    needs: ['limits'],
    owner: 'cryogenics expert',
  },
  {
    name: 'FlowOutOfLimits',
    severity: 'warning',
    when: atLeast(last('flash_key_limit_state', { role: 'flow' }), thresholds.limitAttention),
    forMs: MINUTE,
    summary: 'The flow {channel} is beyond its limit on the {side} side.',
    parents: [{ alert: 'CompressorStopped', equal: [] }],
    needs: ['limits'],
    owner: 'cryogenics expert',
  },
  {
    name: 'ChannelStale',
    severity: 'warning',
    when: unless(above(staleness, thresholds.channelStale), switchedOff, ['device']),
    // Longer than its parents: when all go silent, the first one is not told alone.
    forMs: 2 * MINUTE,
    summary: '{channel} has not been read for {value} times the age at which it is stale.',
    parents: [
      { alert: 'DeviceSilent', equal: ['device'] },
      { alert: 'AgentSilent', equal: ['node'] },
    ],
    needs: ['slow control'],
    owner: 'shifter',
  },
  {
    name: 'DeviceSilent',
    severity: 'critical',
    when: unless(
      above(min(['node', 'device'], ofThermometers), thresholds.channelStale),
      switchedOff,
      ['device'],
    ),
    forMs: 30 * SECOND,
    summary:
      'No thermometer of {device} is read any more: the freshest is {value} times as old as it may be.',
    parents: [{ alert: 'AgentSilent', equal: ['node'] }],
    needs: ['slow control'],
    owner: 'cryogenics expert',
  },
  {
    name: 'SensorOverRange',
    severity: 'warning',
    when: equal(
      last('flash_channel_quality', { quantity: 'temperature', quality: 'over' }),
      thresholds.sensorBeyond,
    ),
    summary: '{channel} is over the range of its sensor; its number means nothing.',
    isLatched: true,
    parents: [{ alert: 'DeviceSilent', equal: ['device'] }],
    needs: ['slow control'],
    owner: 'cryogenics expert',
  },
  {
    name: 'SensorUnderRange',
    severity: 'info',
    when: equal(
      last('flash_channel_quality', { quantity: 'temperature', quality: 'under' }),
      thresholds.sensorBeyond,
    ),
    summary: '{channel} is under the range of its sensor; its number means nothing.',
    parents: [{ alert: 'DeviceSilent', equal: ['device'] }],
    needs: ['slow control'],
    owner: 'cryogenics expert',
  },
  {
    name: 'HeliumLow',
    severity: 'warning',
    when: atLeast(
      last('flash_key_limit_state', { role: 'level', side: 'low' }),
      thresholds.limitAttention,
    ),
    forMs: 5 * MINUTE,
    summary: 'The helium level {channel} is below its limit for attention.',
    parents: [{ alert: 'HeliumVeryLow', equal: ['channel'] }],
    needs: ['level', 'limits'],
    owner: 'cryogenics expert',
  },
  {
    name: 'HeliumVeryLow',
    severity: 'critical',
    when: atLeast(
      last('flash_key_limit_state', { role: 'level', side: 'low' }),
      thresholds.limitAlarm,
    ),
    forMs: MINUTE,
    summary: 'The helium level {channel} is below its limit for alarm: the magnet is in danger.',
    needs: ['level', 'limits'],
    owner: 'magnet expert',
  },
  {
    name: 'CompressorStopped',
    severity: 'critical',
    when: atLeast(last('flash_key_limit_state', { role: 'compressor' }), thresholds.limitAttention),
    forMs: 30 * SECOND,
    summary: 'The compressor does not run as it should: {channel} is beyond its limit.',
    needs: ['compressor', 'limits'],
    owner: 'cryogenics expert',
  },
  {
    name: 'CoolingWaterOutOfLimits',
    severity: 'warning',
    when: atLeast(
      last('flash_key_limit_state', { role: 'cooling_water' }),
      thresholds.limitAttention,
    ),
    forMs: 2 * MINUTE,
    summary: 'The cooling water {channel} is beyond its limit on the {side} side.',
    needs: ['cooling water', 'limits'],
    owner: 'cryogenics expert',
  },
]);
