/** Alerts about the agents: they live, their collectors succeed, they deliver, on time, with valid papers. */

import { alertsOf } from '#telemetry/alerts/definition.ts';
import {
  above,
  abs,
  age,
  below,
  equal,
  increase,
  last,
  unless,
  until,
} from '#telemetry/alerts/words.ts';
import { thresholds } from '../thresholds.ts';
import { HOUR, MINUTE, SECOND } from './spans.ts';

const heartbeat = age('flash_node_last_heartbeat_timestamp_seconds');
const silentAgent = { alert: 'AgentSilent', equal: ['node'] } as const;

export const agentAlerts = alertsOf('agents', [
  {
    name: 'AgentSilent',
    severity: 'critical',
    when: above(heartbeat, thresholds.agentSilent),
    forMs: 30 * SECOND,
    summary: 'The agent on {node} was last heard {value} ago; it speaks every 10 s.',
    needs: ['agents'],
    owner: 'whoever runs the machines',
  },
  {
    name: 'CollectorFails',
    severity: 'warning',
    when: equal(last('flash_node_collector_up'), thresholds.isNot),
    forMs: 5 * MINUTE,
    summary: 'The collector {collector} on {node} fails.',
    parents: [silentAgent],
    needs: ['agents'],
    owner: 'whoever runs the machines',
  },
  {
    name: 'DeliveryBehind',
    severity: 'warning',
    when: above(age('flash_node_spool_oldest_timestamp_seconds'), thresholds.spoolAge),
    forMs: 2 * MINUTE,
    summary: 'The oldest fact that {node} has not delivered is {value} old; the limit is {limit}.',
    parents: [silentAgent],
    needs: ['agents'],
    owner: 'whoever runs the machines',
  },
  {
    name: 'SpoolFull',
    severity: 'critical',
    when: equal(last('flash_node_spool_full'), thresholds.isSo),
    forMs: MINUTE,
    summary: 'The spool of {node} is full: its collectors have stopped reading.',
    parents: [silentAgent],
    needs: ['agents'],
    owner: 'whoever runs the machines',
  },
  {
    name: 'ClockOff',
    severity: 'warning',
    when: above(abs(last('flash_host_clock_offset_seconds')), thresholds.clockOffset),
    forMs: 5 * MINUTE,
    summary: 'The clock of {node} is off by {value}; the limit is {limit}.',
    parents: [silentAgent],
    needs: ['host'],
    owner: 'whoever runs the machines',
  },
  {
    name: 'FactsRefused',
    severity: 'warning',
    when: above(increase('flash_recorder_refused_facts_total', HOUR), thresholds.refusedFacts),
    summary: 'The recorder refused {value} in the last hour.',
    needs: ['agents'],
    owner: 'whoever runs the machines',
  },
  {
    name: 'DataGap',
    severity: 'warning',
    when: above(
      increase('flash_recorder_facts_total', HOUR, { kind: 'gap' }),
      thresholds.refusedFacts,
    ),
    summary: 'An agent told in the last hour that facts are lost for ever.',
    isLatched: true,
    needs: ['agents'],
    owner: 'whoever runs the machines',
  },
  {
    name: 'CertificateEnds',
    severity: 'warning',
    when: below(until('flash_node_certificate_expiry_timestamp_seconds'), thresholds.expirySoon),
    forMs: HOUR,
    summary: 'The certificate “{use}” of {node} is over in {value}.',
    parents: [silentAgent],
    needs: ['certificates'],
    owner: 'whoever runs the machines',
  },
  {
    name: 'TokenEnds',
    severity: 'warning',
    when: below(until('flash_node_token_expiry_timestamp_seconds'), thresholds.tokenSoon),
    forMs: MINUTE,
    summary: 'The token “{use}” of {node} is over in {value} and has not been renewed.',
    parents: [silentAgent],
    needs: ['tokens'],
    owner: 'data manager',
  },
  {
    name: 'AgentNotScraped',
    severity: 'warning',
    when: unless(
      below(heartbeat, thresholds.agentSilent),
      equal(last('flash_agent_info'), thresholds.isSo),
      ['node'],
    ),
    forMs: 5 * MINUTE,
    summary: 'The agent on {node} lives, but Prometheus does not get its metrics.',
    needs: ['agents'],
    owner: 'whoever runs the machines',
    seenBy: 'prometheus',
  },
]);
