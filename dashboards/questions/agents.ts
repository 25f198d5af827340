/** Are the agents well? They live, their collectors succeed, they deliver, they cost little; and so does the hub. */

import { abs, age, increase, last, ratio, sum } from '#telemetry/alerts/words.ts';
import { HOUR, MINUTE } from '../alerts/spans.ts';
import { lines, notAbove, number, only, states, yesNo } from '../definition.ts';
import type { DashboardDefinition } from '../definition.ts';
import { thresholds } from '../thresholds.ts';
import { spool } from './spool.ts';

const OF_ITSELF = { none: 'It is told of the process itself, and not recorded.' };
const OF_THE_HUB = { none: 'The hub tells it of itself; the catalogue does not know it.' };

const life = [
  number({
    title: 'Since an agent was heard',
    question: 'Does every agent live?',
    values: only('{node}', age('flash_node_last_heartbeat_timestamp_seconds'), {
      sql: 'SELECT name AS node, (:at - heartbeat_ms) / 1000 AS value FROM node WHERE heartbeat_ms IS NOT NULL',
    }),
    limits: [notAbove(thresholds.agentSilent, 'critical')],
    width: 12,
  }),
  states({
    title: 'Collectors succeed',
    question: 'Which collectors fail?',
    values: only('{node}: {collector}', last('flash_collector_up'), {
      sql: `SELECT n.name AS node, j.collector, j.up AS value FROM node n, JSON_TABLE(n.collectors_json, '$[*]' COLUMNS (
  collector VARCHAR(64) PATH '$.name', up INT PATH '$.up')) j`,
    }),
    states: yesNo('succeeds', 'fails', 'warning'),
    width: 12,
  }),
  lines({
    title: 'Since a round succeeded',
    question: 'When did each collector last succeed?',
    values: only('{node}: {collector}', age('flash_collector_last_success_timestamp_seconds'), {
      none: 'The agent says it with each heartbeat, up to 10 s late: more than the age of most.',
    }),
    scale: 'log',
    width: 12,
  }),
  lines({
    title: 'Problems in an hour',
    question: 'What do the collectors complain about?',
    values: only('{node}: {collector}: {reason}', increase('flash_collector_errors_total', HOUR), {
      none: 'Problems are counted, and written to the log of the agent.',
    }),
    width: 12,
  }),
];

const delivery = [
  spool,
  lines({
    title: 'Time of a delivery',
    question: 'How long does the hub take to answer?',
    values: only('{node}', last('flash_agent_last_delivery_seconds'), OF_ITSELF),
    width: 8,
  }),
  lines({
    title: 'Deliveries in an hour',
    question: 'How does the hub answer?',
    values: only('{node}: {answer}', increase('flash_agent_deliveries_total', HOUR), OF_ITSELF),
    width: 8,
  }),
];

const cost = [
  lines({
    title: 'Memory of the agent',
    question: 'Does the agent stay small?',
    values: only('{node}', last('process_memory_usage_bytes'), OF_ITSELF),
    width: 8,
  }),
  lines({
    title: 'Share of the machine',
    question: 'How much of the processors’ time does the agent take?',
    isShare: true,
    values: only(
      '{node}',
      ratio(
        sum(['node'], increase('process_cpu_time_seconds_total', 5 * MINUTE)),
        sum(['node'], increase('system_cpu_time_seconds_total', 5 * MINUTE)),
      ),
      OF_ITSELF,
    ),
    width: 8,
  }),
  lines({
    title: 'Load of the machine',
    question: 'Is the machine itself busy?',
    values: only('{node}', last('system_cpu_load_average', { span: '5m' }), OF_ITSELF),
    width: 8,
  }),
  lines({
    title: 'Clock',
    question: 'How far is the clock of each machine off?',
    values: only('{node}', abs(last('flash_host_clock_offset_seconds')), OF_ITSELF),
    limits: [notAbove(thresholds.clockOffset)],
    width: 12,
  }),
  lines({
    title: 'Values that are not right',
    question: 'Were values implausible or too many in the last hour?',
    values: [
      {
        legend: '{node}: implausible {metric}',
        value: increase('flash_agent_implausible_values_total', HOUR),
        catalogue: OF_ITSELF,
      },
    ],
    width: 12,
  }),
];

const hub = [
  number({
    title: 'Since the snapshot was written',
    question: 'Do people see what is now?',
    values: only('snapshot', age('flash_snapshot_generated_timestamp_seconds'), OF_THE_HUB),
    limits: [notAbove(thresholds.snapshotStale, 'critical')],
    width: 8,
  }),
  states({
    title: 'The catalogue answers',
    question: 'Does the catalogue answer the hub?',
    values: only('catalogue', last('flash_catalogue_up'), { sql: 'SELECT 1 AS value' }),
    states: yesNo('answers', 'does not answer'),
    width: 8,
  }),
  lines({
    title: 'Batches in 5 min',
    question: 'How are batches answered?',
    values: only('{outcome}', increase('flash_recorder_batches_total', 5 * MINUTE), OF_THE_HUB),
    width: 8,
  }),
];

export const agents: DashboardDefinition = {
  name: 'agents',
  title: 'Are the agents well?',
  summary:
    'Whether agents live, collectors succeed and facts are delivered, and what all of it costs.',
  topics: ['agents', 'site'],
  variables: ['node'],
  spanMs: 6 * HOUR,
  rows: [
    { title: 'Life', panels: life },
    { title: 'Delivery', panels: delivery },
    { title: 'Cost', panels: cost },
    { title: 'The hub', panels: hub },
  ],
};
