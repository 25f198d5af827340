/** Metrics of the hub: recorder, catalogue, publisher, and the agents it hears from. */

import { definerOf } from './define.ts';

const defineMetric = definerOf('hub');

export const hubInfo = defineMetric({
  name: 'flash.hub',
  exposition: 'flash_hub_info',
  kind: 'info',
  unit: '1',
  help: 'The hub: version and whether it shows the demo.',
  labels: ['version', 'demo'],
  values: { demo: ['true', 'false'] },
  maxSeries: 1,
});

export const hubReadingsLost = defineMetric({
  name: 'flash.hub.readings.lost',
  exposition: 'flash_hub_lost_readings_total',
  kind: 'counter',
  unit: '{reading}',
  help: 'Readings of its own metrics that the hub lost since it started, because too many waited for the catalogue.',
});

export const recorderBatches = defineMetric({
  name: 'flash.recorder.batches',
  exposition: 'flash_recorder_batches_total',
  kind: 'counter',
  unit: '{batch}',
  help: 'Batches answered since the hub started, by outcome.',
  labels: ['outcome'],
  values: {
    outcome: ['recorded', 'malformed', 'expected another', 'failed', 'catalogue away'],
  },
  maxSeries: 16,
  recordMs: 60_000,
});

export const recorderFacts = defineMetric({
  name: 'flash.recorder.facts',
  exposition: 'flash_recorder_facts_total',
  kind: 'counter',
  unit: '{fact}',
  help: 'Facts taken in since the hub started, by kind.',
  labels: ['kind'],
  maxSeries: 32,
  recordMs: 60_000,
});

export const recorderRefused = defineMetric({
  name: 'flash.recorder.facts.refused',
  exposition: 'flash_recorder_refused_facts_total',
  kind: 'counter',
  unit: '{fact}',
  help: 'Facts refused since the hub started; each is kept with its reason.',
});

export const catalogueUp = defineMetric({
  name: 'flash.catalogue.up',
  exposition: 'flash_catalogue_up',
  kind: 'gauge',
  unit: '1',
  help: 'Whether the catalogue answered the last question.',
  range: [0, 1],
  recordMs: 60_000,
});

export const cataloguePosition = defineMetric({
  name: 'flash.catalogue.position',
  exposition: 'flash_catalogue_position',
  kind: 'gauge',
  unit: '1',
  help: 'Number of the newest change in the catalogue.',
  range: [0, 1e15],
});

export const snapshotPosition = defineMetric({
  name: 'flash.snapshot.position',
  exposition: 'flash_snapshot_position',
  kind: 'gauge',
  unit: '1',
  help: 'Number of the newest change that the snapshot shows.',
  range: [0, 1e15],
});

export const snapshotGenerated = defineMetric({
  name: 'flash.snapshot.generated.time',
  exposition: 'flash_snapshot_generated_timestamp_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'When the snapshot was last written, UTC seconds since 1970.',
  range: [0, 5e9],
  recordMs: 60_000,
  recordAs: 'age',
});

export const snapshotDuration = defineMetric({
  name: 'flash.snapshot.duration',
  exposition: 'flash_snapshot_duration_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'How long the last publication took.',
  range: [0, 3_600],
});

export const snapshotWritten = defineMetric({
  name: 'flash.snapshot.written',
  exposition: 'flash_snapshot_written_bytes_total',
  kind: 'counter',
  unit: 'By',
  help: 'Bytes written into the snapshot since the hub started, compressed forms included, by kind of file; a kind with a slash is a folder.',
  labels: ['kind'],
  maxSeries: 24,
});

export const snapshotFlushes = defineMetric({
  name: 'flash.snapshot.flushes',
  exposition: 'flash_snapshot_flushes_total',
  kind: 'counter',
  unit: '{flush}',
  help: 'How often the publisher had the disk make something safe since the hub started.',
});

export const nodeLastHeartbeat = defineMetric({
  name: 'flash.node.last_heartbeat.time',
  exposition: 'flash_node_last_heartbeat_timestamp_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'When the hub last heard from the agent, UTC seconds since 1970.',
  labels: ['node'],
  range: [0, 5e9],
  recordMs: 60_000,
  recordAs: 'age',
});

export const nodeSpoolOldest = defineMetric({
  name: 'flash.node.spool.oldest.time',
  exposition: 'flash_node_spool_oldest_timestamp_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'When the oldest fact that the agent had not delivered was stored, as it said last; absent while its spool is empty.',
  labels: ['node'],
  range: [0, 5e9],
});

export const nodeSpoolFull = defineMetric({
  name: 'flash.node.spool.full',
  exposition: 'flash_node_spool_full',
  kind: 'gauge',
  unit: '1',
  help: 'Whether the agent’s spool is full and its collectors have stopped reading, as its last heartbeat said.',
  labels: ['node'],
  range: [0, 1],
});

export const nodeCertificateExpiry = defineMetric({
  name: 'flash.node.certificate.expiry.time',
  exposition: 'flash_node_certificate_expiry_timestamp_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'When a certificate that the agent shows or uses is over, UTC seconds since 1970, as its last heartbeat said.',
  labels: ['node', 'use'],
  maxSeries: 256,
  range: [0, 1e11],
});

export const nodeTokenExpiry = defineMetric({
  name: 'flash.node.token.expiry.time',
  exposition: 'flash_node_token_expiry_timestamp_seconds',
  kind: 'gauge',
  unit: 's',
  help: 'When a token of the agent that says so itself is over, UTC seconds since 1970, as its last heartbeat said.',
  labels: ['node', 'use'],
  maxSeries: 256,
  range: [0, 1e11],
});

export const nodeCollectorUp = defineMetric({
  name: 'flash.node.collector.up',
  exposition: 'flash_node_collector_up',
  kind: 'gauge',
  unit: '1',
  help: 'Whether the last round of a collector succeeded, as its agent said last.',
  labels: ['node', 'collector'],
  maxSeries: 256,
  range: [0, 1],
});

/** Every metric of the hub. */
export const hubMetrics = [
  hubInfo,
  hubReadingsLost,
  recorderBatches,
  recorderFacts,
  recorderRefused,
  catalogueUp,
  cataloguePosition,
  snapshotPosition,
  snapshotGenerated,
  snapshotDuration,
  snapshotWritten,
  snapshotFlushes,
  nodeLastHeartbeat,
  nodeSpoolOldest,
  nodeSpoolFull,
  nodeCertificateExpiry,
  nodeTokenExpiry,
  nodeCollectorUp,
] as const;
