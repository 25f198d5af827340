/** Is the field on? It is there, stands still, and the leads are cold. */

import { difference, last, maxOver, minOver } from '#telemetry/alerts/words.ts';
import { HOUR, MINUTE } from '../alerts/spans.ts';
import { lines, notAbove, notBelow, number, only, states } from '../definition.ts';
import type { DashboardDefinition, StateWord } from '../definition.ts';
import { thresholds } from '../thresholds.ts';
import { LIMIT_STATES, limitStates } from './limits.ts';
import { lastGood, lastGoodOfRole } from './sql.ts';

const tesla = last('flash_cryostat_magnetic_field_tesla');

const spread = (overMs: number) =>
  difference(
    maxOver('flash_cryostat_magnetic_field_tesla', overMs),
    minOver('flash_cryostat_magnetic_field_tesla', overMs),
  );

/** Of a field that stands still it is the noise of the readings: one of them more or less is a fifth of it. */
const BY_NOISE = {
  none: 'It hangs on the two readings farthest apart, and a scrape sees not all that are recorded.',
};

const magnet = [
  number({
    title: 'Field',
    question: 'Is the field on?',
    values: only('{channel}', tesla, { sql: lastGood('field') }),
    limits: [notBelow(thresholds.fieldOn, 'critical')],
    width: 8,
    procedure: 'procedures/start-of-shift',
  }),
  number({
    title: 'Change in 10 min',
    question: 'Does the field stand still?',
    values: only('{channel}', spread(10 * MINUTE), BY_NOISE),
    limits: [notAbove(thresholds.fieldSpread), notAbove(thresholds.quenchFall, 'critical')],
    width: 8,
  }),
  number({
    title: 'Current of the leads',
    question: 'Do the leads carry current?',
    values: only('{channel}', last('flash_cryostat_current_amperes'), {
      sql: lastGood('current'),
    }),
    width: 8,
  }),
  lines({
    title: 'Field',
    question: 'How has the field been?',
    values: only('{channel}', tesla, { sql: lastGood('field') }),
    limits: [notBelow(thresholds.fieldOn, 'critical')],
    width: 24,
    procedure: 'procedures/start-of-shift',
  }),
  lines({
    title: 'Change in 10 min',
    question: 'When did the field change?',
    values: only('{channel}', spread(10 * MINUTE), BY_NOISE),
    limits: [notAbove(thresholds.fieldSpread), notAbove(thresholds.quenchFall, 'critical')],
    width: 12,
  }),
  lines({
    title: 'Currents',
    question: 'What current flows in leads, heaters and coils?',
    values: only('{channel}', last('flash_cryostat_current_amperes'), {
      sql: lastGood('current'),
    }),
    width: 12,
  }),
];

/** The codes that a channel with the role magnet_mode has. */
const MAGNET_MODES: Readonly<Record<number, StateWord>> = {
  0: { text: 'driven', severity: 'info' },
  1: { text: 'persistent', severity: 'ok' },
  2: { text: 'quenched', severity: 'critical' },
};

const mode = states({
  title: 'Mode of the magnet',
  question: 'Is the magnet driven, or does its field stand by itself?',
  values: only('{channel}', last('flash_key_magnet_mode'), {
    sql: lastGoodOfRole('magnet_mode'),
  }),
  states: MAGNET_MODES,
  width: 24,
  procedure: 'procedures/alarms/field-off',
});

const limits = [
  states({
    title: 'Limits of the campaign',
    question: 'Do field and leads keep the limits of the campaign?',
    values: only(
      '{channel}, {side}',
      last('flash_key_limit_state', { role: ['field', 'lead_current'] }),
      {
        sql: limitStates(['field', 'lead_current']),
      },
    ),
    states: LIMIT_STATES,
    width: 12,
  }),
  lines({
    title: 'States of the instruments',
    question: 'In which mode do magnet, pumps and switches say that they are?',
    values: only('{channel}', last('flash_cryostat_state'), { sql: lastGood('state') }),
    width: 12,
  }),
];

export const field: DashboardDefinition = {
  name: 'field',
  title: 'Is the field on?',
  summary: 'Whether the field is there and stands still, and how the leads are.',
  topics: ['magnet'],
  variables: ['node', 'channel'],
  spanMs: 6 * HOUR,
  rows: [
    { title: 'Magnet', panels: [...magnet, mode] },
    { title: 'Limits and modes', panels: limits },
  ],
};
