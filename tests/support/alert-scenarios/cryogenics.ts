/** Scenarios of cryogenics and magnet. */

import { always, flip, PHYSICS, scenario, type Course, type Scenario } from './scenario.ts';

/** The state of a limit: 0 within, 1 attention, 2 alarm. */
const limit = (role: string, side: string, bad: number): Scenario =>
  scenario({
    series: {
      [`flash_key_limit_state{role="${role}",channel="d/x",side="${side}"}`]: flip(0, bad),
    },
  });

const quality = (word: string): string =>
  `flash_channel_quality{node="cryo",device="d",channel="d/x",quantity="temperature",quality="${word}"}`;

/** Only the quality of the last reading has a series. */
const qualityTurns = (word: string): Scenario =>
  scenario({
    series: {
      [quality('good')]: ({ isBad }) => (isBad ? null : 1),
      [quality(word)]: ({ isBad }) => (isBad ? 1 : null),
    },
    // Without a stale marker a series is believed for five minutes.
    clearsAfter: 5,
  });

const FIELD = 'flash_key_field_tesla{channel="magnet/field"}';

/** From one field to another by so many tesla a second, and back at the end of the trouble. */
const ramp =
  (well: number, bad: number, perSecond: number): Course =>
  ({ t, isBad, from, to }) => {
    const moved = isBad ? t - from : t >= to ? Math.max(0, to - from - (t - to)) : 0;
    const change = Math.min(Math.abs(bad - well), moved * perSecond);
    return bad > well ? well + change : well - change;
  };

export const cryogenicsScenarios: Readonly<Record<string, Scenario>> = {
  TemperatureHigh: limit('t_cav', 'high', 1),
  TemperatureAlarm: limit('t_mc', 'high', 2),
  // 12 mK become 19 in a step; ten minutes later that is the lowest value of the window too.
  TemperatureRising: scenario({
    series: {
      'flash_cryostat_temperature_kelvin{node="cryo",device="d",channel="d/x"}': flip(0.012, 0.019),
    },
    quiet: 15,
  }),
  PressureOutOfLimits: limit('pressure', 'high', 1),
  FlowOutOfLimits: limit('flow', 'low', 2),
  ChannelStale: scenario({
    series: {
      'flash_channel_age_ratio{node="cryo",device="d",channel="d/x",quantity="temperature"}': flip(
        0.3,
        4,
      ),
      'flash_channel_age_ratio{node="cryo",device="d",channel="d/y",quantity="temperature"}':
        always(0.3),
    },
  }),
  DeviceSilent: scenario({
    series: {
      'flash_channel_age_ratio{node="cryo",device="d",channel="d/flow",quantity="flow"}':
        always(0.3),
      'flash_channel_age_ratio{node="cryo",device="d",channel="d/x",quantity="temperature"}': flip(
        0.3,
        4,
      ),
      'flash_channel_age_ratio{node="cryo",device="d",channel="d/y",quantity="temperature"}': flip(
        0.2,
        1.1,
      ),
    },
  }),
  SensorOverRange: qualityTurns('over'),
  SensorUnderRange: qualityTurns('under'),
  HeliumLow: limit('level', 'low', 1),
  HeliumVeryLow: limit('level', 'low', 2),
  CompressorStopped: limit('compressor', 'low', 1),
  CoolingWaterOutOfLimits: limit('cooling_water', 'high', 1),
  FieldOff: scenario({ series: { [FIELD]: flip(8, 0.01), ...PHYSICS } }),
  FieldOutOfLimits: limit('field', 'low', 1),
  // 95 min for 8 T is 1.4 mT a second: 20 mT are passed within half a minute.
  FieldChanging: scenario({
    series: { [FIELD]: ramp(8, 7, 0.0014), ...PHYSICS },
    quiet: 15,
    holdsAfter: [0.25, 0.75],
    clearsAfter: 30,
  }),
  Quench: scenario({ series: { [FIELD]: flip(-8, 0) }, clearsAfter: 5 }),
  LeadCurrentOutOfLimits: limit('lead_current', 'high', 1),
};
