/** `/metrics` of the hub: recorder, catalogue and publisher, through the same exposition as the agent's. */

import type { FlashConfig } from '#telemetry/config/schema.ts';
import type { Clock } from '#telemetry/effects.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';
import {
  hubInfo,
  recorderBatches,
  recorderFacts,
  recorderRefused,
  snapshotDuration,
  snapshotFlushes,
  snapshotGenerated,
  snapshotPosition,
  snapshotWritten,
} from '#telemetry/metrics/hub.ts';
import { createBoard } from '#telemetry/otel/board.ts';
import { createExposition } from '#telemetry/otel/exposition.ts';
import { VERSION } from '#telemetry/version.ts';
import { observeBackups } from './backup-metrics.ts';
import type { RecordCounts } from './count-records.ts';
import type { NightlyBackup } from './nightly-backup.ts';
import type { Publisher } from './snapshot/publisher.ts';

export interface HubMetricsOptions {
  readonly config: FlashConfig;
  readonly clock: Clock;
  readonly publisher: Publisher;
  readonly counts: () => RecordCounts;
  /** What is known of backups. */
  readonly backups: Pick<NightlyBackup, 'record' | 'madeAt'>;
  /** What the catalogue says of the experiment and of itself. */
  readonly catalogue: () => readonly Observation[];
  /** How receivers of alarms are. */
  readonly receivers: () => readonly Observation[];
}

/** Makes the handler of the hub's `/metrics`. */
export function createHubMetrics(options: HubMetricsOptions): {
  readonly handle: (request: Request) => Promise<Response>;
  /** What the hub observes now, without an exposition. */
  readonly observations: () => readonly Observation[];
  readonly close: () => Promise<void>;
} {
  const board = createBoard(options.clock);
  board.ask(() => observe(options));
  const exposition = createExposition({ board, clock: options.clock });
  return {
    async handle(request) {
      const { status, headers, body } = await exposition.handle({
        method: request.method,
        url: request.url,
        headers: request.headers,
      });
      return new Response(typeof body === 'string' ? body : new Uint8Array(body), {
        status,
        headers,
      });
    },
    observations: () => observe(options),
    close: exposition.close,
  };
}

function observe(options: HubMetricsOptions): readonly Observation[] {
  const { config, publisher, counts: ask } = options;
  const { lastPublishedAt, lastDurationMs, position, written, flushes } = publisher.health();
  const counts = ask();
  return [
    { metric: hubInfo, labels: { version: VERSION, demo: String(config.isDemo) }, value: 1 },
    ...Object.entries(counts.batches).map(([outcome, value]) => ({
      metric: recorderBatches,
      labels: { outcome },
      value,
    })),
    ...Object.entries(counts.facts).map(([kind, value]) => ({
      metric: recorderFacts,
      labels: { kind },
      value,
    })),
    { metric: recorderRefused, labels: {}, value: counts.refused },
    ...(lastPublishedAt === null
      ? []
      : [{ metric: snapshotGenerated, labels: {}, value: lastPublishedAt / 1_000 }]),
    ...(lastDurationMs === null
      ? []
      : [{ metric: snapshotDuration, labels: {}, value: lastDurationMs / 1_000 }]),
    ...(position === null ? [] : [{ metric: snapshotPosition, labels: {}, value: position }]),
    ...[...written].map(([kind, { bytes }]) => ({
      metric: snapshotWritten,
      labels: { kind },
      value: bytes,
    })),
    { metric: snapshotFlushes, labels: {}, value: flushes },
    ...observeBackups(options.backups.record(), options.backups.madeAt()),
    ...options.catalogue(),
    ...options.receivers(),
  ];
}
