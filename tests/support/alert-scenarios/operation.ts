/** Scenarios of computing, agents and site. */

import { always, counts, flip, scenario, standsStill, type Scenario } from './scenario.ts';

const queue = 'node="sub",batch_system="htcondor",batch_instance="schedd"';
const jobs = (state: string): string => `flash_batch_jobs{${queue},state="${state}"}`;
const changes = (state: string): string =>
  `flash_batch_job_changes_total{${queue},state="${state}"}`;

export const operationScenarios: Readonly<Record<string, Scenario>> = {
  JobsHeld: scenario({ series: { [jobs('held')]: flip(2, 40) } }),
  NothingRuns: scenario({
    series: { [jobs('idle')]: always(50), [jobs('running')]: flip(20, 0) },
    stepS: 60,
  }),
  // Fifteen a minute end in the trouble, two thirds of them badly; before it none did.
  JobsFail: scenario({
    series: { [changes('failed')]: counts(10), [changes('completed')]: counts(5) },
    quiet: 70,
    holdsAfter: [0, 3],
    clearsAfter: 61,
    stepS: 60,
  }),
  SchedulerAway: scenario({ series: { [`flash_batch_up{${queue}}`]: flip(1, 0) } }),
  AgentSilent: scenario({
    series: { 'flash_node_last_heartbeat_timestamp_seconds{node="daq"}': standsStill },
    holdsAfter: [0.5, 0.75],
  }),
  CollectorFails: scenario({
    series: { 'flash_node_collector_up{node="daq",collector="daq"}': flip(1, 0) },
  }),
  DeliveryBehind: scenario({
    series: { 'flash_node_spool_oldest_timestamp_seconds{node="daq"}': standsStill },
    holdsAfter: [15, 15.25],
  }),
  SpoolFull: scenario({ series: { 'flash_node_spool_full{node="daq"}': flip(0, 1) } }),
  ClockOff: scenario({
    series: { 'flash_host_clock_offset_seconds{node="daq"}': flip(0.0003, -0.8) },
  }),
  FactsRefused: scenario({
    series: { flash_recorder_refused_facts_total: counts(2) },
    quiet: 70,
    holdsAfter: [0, 2],
    clearsAfter: 60.5,
  }),
  DataGap: scenario({
    series: { 'flash_recorder_facts_total{kind="gap"}': counts(2) },
    quiet: 70,
    holdsAfter: [0, 2],
    clearsAfter: 60.5,
    stepS: 60,
  }),
  CertificateEnds: scenario({
    series: {
      'flash_node_certificate_expiry_timestamp_seconds{node="daq",use="c"}': ({ t, isBad }) =>
        t + (isBad ? 13 : 60) * 86_400,
    },
    stepS: 60,
  }),
  TokenEnds: scenario({
    series: {
      'flash_node_token_expiry_timestamp_seconds{node="daq",use="t"}': ({ t, isBad }) =>
        t + (isBad ? 100 : 3_000),
    },
  }),
  AgentNotScraped: scenario({
    series: {
      'flash_node_last_heartbeat_timestamp_seconds{node="daq"}': ({ t }) => t,
      'flash_agent_info{node="daq",version="1",site="LNF"}': ({ isBad }) => (isBad ? null : 1),
    },
    // Without a stale marker the last sample is believed for five minutes.
    holdsAfter: [4.5, 5.25],
  }),
  SnapshotStale: scenario({
    series: { flash_snapshot_generated_timestamp_seconds: standsStill },
    holdsAfter: [0.5, 0.75],
  }),
  CatalogueAway: scenario({ series: { flash_catalogue_up: flip(1, 0) } }),
  ReceiverBehind: scenario({
    series: {
      'flash_alarm_oldest_waiting_timestamp_seconds{receiver="control-room"}': standsStill,
    },
    holdsAfter: [15, 15.25],
  }),
  HubAway: scenario({
    series: { 'flash_hub_info{version="1",demo="false"}': ({ isBad }) => (isBad ? null : 1) },
    holdsAfter: [4.5, 5.25],
  }),
};
