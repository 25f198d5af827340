/** Metrics of the agent about itself: its collectors, its spool, its way to the recorder. */

import { definerOf } from './define.ts';

const defineMetric = definerOf('agent');

const collector = ['collector'] as const;

export const collectorUp = defineMetric({
  name: 'flash.collector.up',
  exposition: 'flash_collector_up',
  kind: 'gauge',
  unit: '1',
  help: 'Whether the last round of the collector succeeded.',
  labels: collector,
  range: [0, 1],
  recordMs: 60_000,
});

export const collectorLastSuccess = defineMetric({
  name: 'flash.collector.last_success.time',
  exposition: 'flash_collector_last_success_timestamp_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'When a round of the collector last succeeded, UTC seconds since 1970.',
  labels: collector,
  range: [0, 5e9],
  recordMs: 60_000,
  recordAs: 'age',
});

export const collectorDuration = defineMetric({
  name: 'flash.collector.duration',
  exposition: 'flash_collector_duration_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'How long the last round of the collector took.',
  labels: collector,
  range: [0, 3_600],
});

export const collectorErrors = defineMetric({
  name: 'flash.collector.errors',
  exposition: 'flash_collector_errors_total',
  kind: 'counter',
  unit: '{error}',
  help: 'Problems of the collector since the agent started, by reason.',
  labels: ['collector', 'reason'],
  maxSeries: 256,
  recordMs: 60_000,
});

export const agentInfo = defineMetric({
  name: 'flash.agent',
  exposition: 'flash_agent_info',
  kind: 'info',
  unit: '1',
  help: 'The agent: version, node and site.',
  labels: ['version', 'node', 'site'],
  maxSeries: 1,
});

export const agentStart = defineMetric({
  name: 'flash.agent.start.time',
  exposition: 'flash_agent_start_timestamp_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'When the agent started, UTC seconds since 1970.',
  range: [0, 5e9],
});

export const seriesOverflow = defineMetric({
  name: 'flash.agent.series.overflow',
  exposition: 'flash_agent_series_overflow_total',
  kind: 'counter',
  unit: '{series}',
  help: 'Values not exposed because their metric had more series than it may have, or a metric of others had its name.',
  labels: ['metric'],
  maxSeries: 128,
});

export const implausible = defineMetric({
  name: 'flash.agent.values.implausible',
  exposition: 'flash_agent_implausible_values_total',
  kind: 'counter',
  unit: '{value}',
  help: 'Values outside the range their metric can plausibly have, or with a label value that it cannot have; exposed all the same.',
  labels: ['metric'],
  maxSeries: 128,
  recordMs: 60_000,
});

export const spoolFacts = defineMetric({
  name: 'flash.agent.spool.facts',
  exposition: 'flash_agent_spool_facts',
  kind: 'gauge',
  unit: '{fact}',
  help: 'Facts in the spool that the recorder has not acknowledged.',
  range: [0, 1e10],
  recordMs: 60_000,
});

export const spoolBytes = defineMetric({
  name: 'flash.agent.spool.size',
  exposition: 'flash_agent_spool_bytes',
  kind: 'gauge',
  unit: 'By',
  help: 'Bytes of facts in the spool.',
  range: [0, 1e13],
});

export const spoolOldest = defineMetric({
  name: 'flash.agent.spool.oldest.time',
  exposition: 'flash_agent_spool_oldest_timestamp_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'When the oldest fact in the spool was stored; absent while the spool is empty.',
  range: [0, 5e9],
});

export const spoolFull = defineMetric({
  name: 'flash.agent.spool.full',
  exposition: 'flash_agent_spool_full',
  kind: 'gauge',
  unit: '1',
  help: 'Whether the spool is full and the collectors have stopped reading.',
  range: [0, 1],
});

export const recorderUp = defineMetric({
  name: 'flash.agent.recorder.up',
  exposition: 'flash_agent_recorder_up',
  kind: 'gauge',
  unit: '1',
  help: 'Whether the recorder answered the last delivery.',
  range: [0, 1],
  recordMs: 60_000,
});

export const lastDelivery = defineMetric({
  name: 'flash.agent.last_delivery.time',
  exposition: 'flash_agent_last_delivery_timestamp_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'When the recorder last acknowledged a batch, UTC seconds since 1970.',
  range: [0, 5e9],
});

export const factsDelivered = defineMetric({
  name: 'flash.agent.facts.delivered',
  exposition: 'flash_agent_delivered_facts_total',
  kind: 'counter',
  unit: '{fact}',
  help: 'Facts the recorder acknowledged since the agent started.',
  labels: ['stream'],
});

export const factsRefused = defineMetric({
  name: 'flash.agent.facts.refused',
  exposition: 'flash_agent_refused_facts_total',
  kind: 'counter',
  unit: '{fact}',
  help: 'Facts that were set aside because the recorder would not have them, since the agent started.',
  labels: ['stream'],
});

export const deliveries = defineMetric({
  name: 'flash.agent.deliveries',
  exposition: 'flash_agent_deliveries_total',
  kind: 'counter',
  unit: '{delivery}',
  help: 'Posts to the recorder by its answer: ok, refused (4xx), failed (5xx), none.',
  labels: ['answer'],
  values: { answer: ['ok', 'refused', 'failed', 'none'] },
  maxSeries: 4,
  recordMs: 60_000,
});

export const deliveryTime = defineMetric({
  name: 'flash.agent.delivery.time',
  exposition: 'flash_agent_delivery_seconds_total',
  kind: 'counter',
  unit: 's',
  help: 'Time spent waiting for the answers of the recorder.',
});

export const deliveryLast = defineMetric({
  name: 'flash.agent.delivery.last.duration',
  exposition: 'flash_agent_last_delivery_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'How long the last post to the recorder took, answered or not.',
  range: [0, 3_600],
  recordMs: 60_000,
});

export const configReloadSuccess = defineMetric({
  name: 'flash.agent.config.reload.success',
  exposition: 'flash_agent_config_reload_success',
  kind: 'gauge',
  unit: '1',
  help: 'Whether the configuration that was last read is the one that runs; 0: it was refused, and the old one goes on.',
  range: [0, 1],
});

export const configReloadTime = defineMetric({
  name: 'flash.agent.config.reload.time',
  exposition: 'flash_agent_config_reload_timestamp_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'When the configuration that runs was read, UTC seconds since 1970.',
  range: [0, 5e9],
});

export const certificateExpiry = defineMetric({
  name: 'flash.agent.certificate.expiry.time',
  exposition: 'flash_agent_certificate_expiry_timestamp_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'When a certificate that the agent shows or uses is over, UTC seconds since 1970.',
  labels: ['use'],
  maxSeries: 16,
  range: [0, 1e11],
  recordMs: 600_000,
});

export const tokenExpiry = defineMetric({
  name: 'flash.agent.token.expiry.time',
  exposition: 'flash_agent_token_expiry_timestamp_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'When a token that says so itself (a JSON Web Token) is over, UTC seconds since 1970.',
  labels: ['use'],
  maxSeries: 32,
  range: [0, 1e11],
  recordMs: 600_000,
});

/** Every metric of the agent about itself. */
export const agentMetrics = [
  certificateExpiry,
  tokenExpiry,
  configReloadSuccess,
  configReloadTime,
  collectorUp,
  collectorLastSuccess,
  collectorDuration,
  collectorErrors,
  agentInfo,
  agentStart,
  seriesOverflow,
  implausible,
  spoolFacts,
  spoolBytes,
  spoolOldest,
  spoolFull,
  recorderUp,
  lastDelivery,
  factsDelivered,
  factsRefused,
  deliveries,
  deliveryTime,
  deliveryLast,
] as const;
