/** Is it cold? Temperatures, pressures, flow and level, their limits, and whether the sensors can be believed. */

import { last, minOver, ratio } from '#telemetry/alerts/words.ts';
import { HOUR, MINUTE } from '../alerts/spans.ts';
import { lines, notAbove, only, states, yesNo } from '../definition.ts';
import type { DashboardDefinition } from '../definition.ts';
import { thresholds } from '../thresholds.ts';
import { LIMIT_STATES, limitStates } from './limits.ts';
import { lastGood, OF_SLOW_CONTROL, overWindow } from './sql.ts';

/** The key channels that this question is about. */
const ROLES = [
  't_cav',
  't_mc',
  'temperature',
  'pressure',
  'flow',
  'level',
  'cooling_water',
  'compressor',
] as const;

const temperature = last('flash_cryostat_temperature_kelvin');

const temperatures = [
  lines({
    title: 'Temperatures',
    question: 'How cold is each stage?',
    values: only('{channel}', temperature, { sql: lastGood('temperature') }),
    scale: 'log',
    width: 24,
    procedure: 'procedures/start-of-shift',
  }),
  lines({
    title: 'Over the lowest of 10 min',
    question: 'Does anything warm up?',
    values: only(
      '{channel}',
      ratio(temperature, minOver('flash_cryostat_temperature_kelvin', 10 * MINUTE)),
      { sql: overWindow('temperature', 10 * MINUTE, 'c.last_good_value / MIN(r.value)') },
    ),
    limits: [notAbove(thresholds.fastRise)],
    width: 12,
  }),
  states({
    title: 'Limits of the campaign',
    question: 'Does everything keep the limits of the campaign?',
    values: only(
      '{channel}, {side}',
      last('flash_key_limit_state', {
        role: ROLES,
      }),
      {
        sql: limitStates(ROLES),
      },
    ),
    states: LIMIT_STATES,
    width: 12,
  }),
];

const mixture = [
  lines({
    title: 'Pressures',
    question: 'Do vacuum and mixture hold?',
    values: only('{channel}', last('flash_cryostat_pressure_pascals'), {
      sql: lastGood('pressure'),
    }),
    scale: 'log',
    width: 12,
  }),
  lines({
    title: 'Flow',
    question: 'Does the mixture circulate?',
    values: only('{channel}', last('flash_cryostat_flow_moles_per_second'), {
      sql: lastGood('flow'),
    }),
    width: 6,
  }),
  lines({
    title: 'Level',
    question: 'Is there helium?',
    isShare: true,
    values: only('{channel}', last('flash_cryostat_level_ratio'), { sql: lastGood('level') }),
    width: 6,
  }),
];

const sensors = [
  lines({
    title: 'Age of readings',
    question: 'Is each channel still read? Above 1 it is stale.',
    values: only('{channel}', last('flash_channel_age_ratio'), {
      none: 'Agent and catalogue each take the cadence from the readings that they saw last: nine, or more.',
    }),
    limits: [notAbove(thresholds.channelStale)],
    scale: 'log',
    width: 12,
  }),
  states({
    title: 'Channels with good values',
    question: 'Which channels can be believed now?',
    values: only('{channel}', last('flash_channel_up'), {
      sql: `SELECT name AS channel, last_quality = 'good' AND last_ms >= :at - GREATEST(5000, COALESCE(stale_after_ms, 3 * cadence_ms)) AS value
FROM channel WHERE ${OF_SLOW_CONTROL} AND cadence_ms IS NOT NULL`,
    }),
    states: yesNo('good', 'silent or out of range', 'warning'),
    width: 12,
  }),
];

export const cold: DashboardDefinition = {
  name: 'cold',
  title: 'Is it cold?',
  summary: 'Temperatures, pressures, flow and level, and whether their sensors can be believed.',
  topics: ['cryogenics'],
  variables: ['node', 'channel'],
  spanMs: 6 * HOUR,
  rows: [
    { title: 'Temperatures', panels: temperatures },
    { title: 'Vacuum, mixture, helium', panels: mixture },
    { title: 'Sensors', panels: sensors },
  ],
};
